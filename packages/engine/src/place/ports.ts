import type { PortRange } from '@gantry/model';

const isIn = (ranges: readonly PortRange[], port: number) =>
  ranges.some(({ begin, end }) => begin <= port && port <= end);

/** The first of the wanted host ports that the node cannot give; null: it can give them all. */
export function unavailablePort(
  wanted: readonly number[],
  { ranges, used }: { ranges: readonly PortRange[]; used: readonly number[] },
): number | null {
  return wanted.find((port) => !isIn(ranges, port) || used.includes(port)) ?? null;
}

/** The lowest `count` host ports that are neither used nor asked for by number; null: there are not so many. */
export function freePorts(
  count: number,
  {
    ranges,
    used,
    fixed,
  }: { ranges: readonly PortRange[]; used: readonly number[]; fixed: readonly number[] },
): number[] | null {
  const taken = new Set([...used, ...fixed]);
  const free: number[] = [];
  for (const { begin, end } of [...ranges].sort((a, b) => a.begin - b.begin)) {
    for (let port = begin; port <= end && free.length < count; port++) {
      if (taken.has(port)) continue;
      free.push(port);
      taken.add(port);
    }
  }
  return free.length < count ? null : free;
}

const noPorts: number[] = [];

/** Gives each published port its number: 0 takes the next free one. null: the node has not enough. */
export function assignPorts(
  wanted: readonly number[],
  { ranges, used }: { ranges: readonly PortRange[]; used: readonly number[] },
): number[] | null {
  // Most tasks publish nothing: they share one list.
  if (wanted.length === 0) return noPorts;
  const fixed = wanted.filter((port) => port !== 0);
  const free = freePorts(wanted.length - fixed.length, { ranges, used, fixed });
  if (free === null) return null;
  return wanted.map((port) => (port === 0 ? free.shift()! : port));
}
