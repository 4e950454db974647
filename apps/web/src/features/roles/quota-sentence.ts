import type { Resources } from '@gantry/model';
import { formatResources } from '../../shared/format/quantity.ts';
import { noResources } from '../../shared/resource-sum.ts';

type Amounts = Partial<Record<keyof Resources, number | null>> | null;

const kinds = ['cpuMillis', 'memoryBytes', 'diskBytes', 'gpus'] as const;

/** What a guarantee and a limit come to for a role that holds so much already; empty: they change nothing for it. */
export function quotaSentence(
  taken: Resources,
  { guarantee, limit }: { guarantee: Amounts; limit: Amounts },
): string {
  const above = beyond(taken, (kind) => limit?.[kind] ?? taken[kind]);
  const owed = beyond(asResources(guarantee), (kind) => taken[kind]);
  return [
    above !== null &&
      `It holds ${formatResources(above.of)}, ${formatResources(above.by)} above this limit: nothing is stopped, and nothing more is offered.`,
    owed !== null &&
      `It is guaranteed ${formatResources(owed.of)}, ${formatResources(owed.by)} more than it holds: it comes first for what is free.`,
  ]
    .filter((one) => one !== false)
    .join(' ');
}

/** Of the kinds of which there is more than `least`: how much there is, and how much more. null: of none. */
function beyond(
  all: Resources,
  least: (kind: keyof Resources) => number,
): { of: Resources; by: Resources } | null {
  const more = kinds.filter((kind) => all[kind] > least(kind));
  if (more.length === 0) return null;
  const part = (amount: (kind: keyof Resources) => number): Resources => ({
    ...noResources,
    ...Object.fromEntries(more.map((kind) => [kind, amount(kind)])),
  });
  return { of: part((kind) => all[kind]), by: part((kind) => all[kind] - least(kind)) };
}

function asResources(amounts: Amounts): Resources {
  const set = kinds.flatMap((kind) => (amounts?.[kind] ? [[kind, amounts[kind]]] : []));
  return { ...noResources, ...Object.fromEntries(set) };
}
