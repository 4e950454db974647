/** Prints measurements so that two machines and two days can be compared: medians and ratios, not single runs. */

export interface Row {
  what: string;
  ours: number;
  /** What it is compared with, in the same unit and the same run; null where there is none here. */
  peers: Record<string, number | null>;
  unit: string;
  goal: string;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Nearest rank, of 0 to 100. Throws when there are no values. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil((rank / 100) * sorted.length) - 1)] ?? sorted[0];
  if (value === undefined) throw new Error('no values to take a percentile of');
  return value;
}

export function formatRow({ what, ours, peers, unit, goal }: Row): string {
  const compared = Object.entries(peers).map(([name, value]) =>
    value === null ? `${name} not there` : `${name} ${round(value)} ${unit} (ratio ${round(ours / value)})`,
  );
  return [`${what}: ${round(ours)} ${unit}`, ...compared, `goal ${goal}`].join('; ');
}

const round = (value: number) => Number(value.toPrecision(3));
