import type { NodeRecord } from '@gantry/model';

/** More names than this make an address that is not sent on. */
const mostInAddress = 60;

/** The names of nodes as the address carries them; undefined: there are none, or too many. */
export const lostText = (names: readonly string[]): string | undefined =>
  names.length === 0 || names.length > mostInAddress ? undefined : names.join(',');

export const parseLost = (text: string | undefined): readonly string[] => [
  ...new Set((text ?? '').split(',').flatMap((name) => name.trim() || [])),
];

/** What is asked for: what the address says, if it says anything; else more than it has room for, if so many were asked for. */
export const askedNames = (address: string | undefined, many: readonly string[] | null): readonly string[] =>
  address === undefined ? (many ?? []) : parseLost(address);

export interface LostNodes {
  nodes: readonly NodeRecord[];
  /** Names of which there is no node. */
  unknown: readonly string[];
}

/** The nodes of these names. */
export function lostAmong(records: readonly NodeRecord[], names: readonly string[]): LostNodes {
  if (names.length === 0) return { nodes: [], unknown: [] };
  const wanted = new Set(names);
  const nodes = records.filter(({ name }) => wanted.has(name));
  for (const { name } of nodes) wanted.delete(name);
  return { nodes, unknown: [...wanted] };
}
