import type { OfferRecord, Resources, TaskRecord } from '@gantry/model';
import { byName } from '../../shared/by-name.ts';
import { formatAge } from '../../shared/format/time.ts';
import { taskVerdict } from '../../shared/verdict.ts';
import { ageHue, type ColourBy, type LegendEntry, type SizeBy } from './map-colour.ts';
import { type Hue, namedHues } from './map-hue.ts';

/** An offer that is out, with the name and the colour of who holds it. */
export interface Held {
  offer: OfferRecord;
  framework: string;
  hue: Hue;
}

/** All that the colours of the map are told by. */
export interface Colouring {
  by: ColourBy;
  sizeBy: SizeBy;
  /** To tell ages by. */
  nowMs: number;
  /** Colours of apps, by the deployment's id. Those that are not in it share one. */
  apps: ReadonlyMap<string, Hue>;
  /** What runs there uses, by the node's id, where its agent measured it. */
  used: ReadonlyMap<string, Pick<Resources, SizeBy>>;
  /** Offers that are out, by the node's id. */
  held: ReadonlyMap<string, readonly Held[]>;
  /** Who the colours of apps or of frameworks are. */
  names: readonly LegendEntry[];
}

/** How a colour shows how containers are, and nothing else. */
export const byState: Colouring = {
  ...{ by: 'state', sizeBy: 'cpuMillis', nowMs: 0 },
  ...{ apps: new Map(), used: new Map(), held: new Map(), names: [] },
};

/** A container's colour, and what it says. `newest`: of its deployment; undefined: it is of none. */
export function blockColour(
  task: TaskRecord,
  { by, apps, nowMs }: Colouring,
  newest: number | undefined,
): { hue: Hue; label: string } {
  const { tone, label } = taskVerdict(task);
  switch (by) {
    case 'state':
    case 'used':
    case 'requested':
      return { hue: tone, label };
    case 'offers':
      return { hue: 'other', label };
    case 'app':
      return { hue: apps.get(task.deploymentId ?? '') ?? 'other', label };
    case 'age': {
      const ageMs = nowMs - task.createdAtMs;
      return { hue: ageHue(ageMs), label: `${label}, ${formatAge(ageMs)} old` };
    }
    case 'revision':
      return revisionColour(task, newest);
  }
}

function revisionColour({ revision }: TaskRecord, newest: number | undefined): { hue: Hue; label: string } {
  if (newest === undefined) return { hue: 'offered', label: 'of no deployment' };
  return revision === newest
    ? { hue: 'canary', label: 'newest revision' }
    : { hue: 'stopped', label: `older than r${newest}` };
}

/**
 * Colours for as many as there are, which stay theirs while the list stays as it is. `names` in order of importance: the
 * first ones get a colour each.
 */
export function named(names: readonly { id: string; name: string }[]): {
  hues: Map<string, Hue>;
  legend: LegendEntry[];
} {
  const shown = names.slice(0, namedHues.length).toSorted((a, b) => byName(a.name, b.name));
  const hues = new Map(shown.map(({ id }, index) => [id, namedHues[index] as Hue]));
  return { hues, legend: shown.map(({ name }, index) => [namedHues[index]!, name]) };
}
