import { formatBytes, formatCpu, formatNumber, formatPercent } from '../format/quantity.ts';
import { formatClock } from '../format/time.ts';
import { type Course, sparkWindowMs, type UsageKind, usageNow } from './spark-line.ts';

export const usageKinds = {
  // The heading says what it is of.
  cpuMillis: {
    label: 'CPU',
    format: formatCpu,
    short: (cpuMillis: number) => formatNumber(cpuMillis / 1_000),
  },
  memoryBytes: { label: 'Memory', format: formatBytes, short: formatBytes },
};

/** All that a lane shows: `CPU: 0.2 CPU used of 1 CPU reserved, 20%; in the last 10 minutes 0.1 CPU to 0.4 CPU`. */
export function courseSentence({ usage, trail }: Course, kind: UsageKind): string {
  const { label, format } = usageKinds[kind];
  const now = usageNow(usage, kind);
  const reserved = usage?.reserved[kind] ?? 0;
  const past = (trail?.[kind] ?? []).filter((amount) => amount !== null);
  if (now === null && past.length === 0) return `${label}: no measurement yet`;
  const nowWords =
    now === null
      ? 'not measured now'
      : reserved > 0
        ? `${format(now)} used of ${format(reserved)} reserved, ${formatPercent(now / reserved)}`
        : `${format(now)} used, none reserved`;
  if (trail === null || past.length === 0) return `${label}: ${nowWords}`;
  const all = now === null ? past : [...past, now];
  const [lowest, highest] = [format(Math.min(...all)), format(Math.max(...all))];
  const range = lowest === highest ? `always ${lowest}` : `${lowest} to ${highest}`;
  return `${label}: ${nowWords}; ${spanWords(trail)} ${range}`;
}

/** A young trail says since when it is known. */
function spanWords({ fromAtMs, toAtMs, stepMs }: NonNullable<Course['trail']>): string {
  const isWhole = toAtMs - fromAtMs > sparkWindowMs - 2 * stepMs;
  return isWhole ? 'in the last 10 minutes' : `since ${formatClock(fromAtMs)}`;
}
