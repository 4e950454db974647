/** What the control plane, its simulated nodes and the browser share makes this larger than it is for anybody. */
export const busyMachine = 'browser, control plane and simulated nodes share two cores here';

/** One line of the report: what was measured, beside what it should be. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** The most that it may be; or, with `atLeast`, the least. */
  target: number;
  atLeast?: boolean;
  /** Cannot be held on a machine like this one, and why: it is told, and fails nothing. */
  excuse?: string;
}

export const isHeld = ({ value, target, atLeast = false }: Figure): boolean =>
  atLeast ? value >= target : value <= target;

export function lineOf(figure: Figure): string {
  const { what, value, unit, target, atLeast = false, excuse } = figure;
  const verdict = isHeld(figure) ? 'held' : excuse === undefined ? 'OVER' : 'over, told only';
  const bound = `${atLeast ? 'at least' : 'at most'} ${target} ${unit}`;
  const reason = !isHeld(figure) && excuse !== undefined ? ` (${excuse})` : '';
  return `${what.padEnd(62)} ${shown(value).padStart(9)} ${unit.padEnd(6)} ${bound.padEnd(22)} ${verdict}${reason}`;
}

const shown = (value: number) => (Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '-');

/** The value below which so much of the list is. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
