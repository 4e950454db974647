import { parseNodeSettings } from '@gantry/model';

/** A node's labels as they are written, one a line: `zone=a`. */
export const labelLines = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');

/**
 * Whether a node's labels are others by now than those that were read, and others than those that are written here: to
 * save these would take back what somebody else wrote.
 */
export function haveMoved(of: { read: string; now: string; written: string }): boolean {
  const { read, now, written } = of;
  const mine = labelsIn(written);
  return now !== read && !('labels' in mine && labelLines(mine.labels) === now);
}

/** The labels that lines are, or the first thing that is wrong with them, as the server would say it. */
export function labelsIn(lines: string): { labels: Record<string, string> } | { fault: string } {
  const labels: Record<string, string> = {};
  for (const line of lines.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const at = line.indexOf('=');
    if (at <= 0) return { fault: `“${line}” is no label: write key=value` };
    const key = line.slice(0, at).trim();
    if (Object.hasOwn(labels, key)) return { fault: `${key} is there twice` };
    labels[key] = line.slice(at + 1).trim();
  }
  const checked = parseNodeSettings({ labels });
  return checked.ok ? { labels } : { fault: checked.error.issues[0]?.message ?? checked.error.message };
}
