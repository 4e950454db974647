import { formatBytes, formatCpu } from './format/quantity.ts';

/** One field that differs; null where it is absent. */
export interface FieldChange {
  path: string;
  before: string | null;
  after: string | null;
}

/** A difference in the words of a person: what, from, to. */
export interface Change {
  what: string;
  before: string | null;
  after: string | null;
}

const formats: readonly [RegExp, (value: string) => string][] = [
  [/memoryBytes$/, (value) => formatBytes(Number(value))],
  [/diskBytes$/, (value) => formatBytes(Number(value))],
  [/cpuMillis$/, (value) => formatCpu(Number(value))],
  [/Seconds$/, (value) => `${value}\u00a0s`],
];

const words: readonly [RegExp, string][] = [
  [/^containers\[([^\]]+)\]\.image$/, '$1 image'],
  [/^containers\[([^\]]+)\]\.env\[([^\]]+)\]\.value\.value$/, 'env $2'],
  [/^containers\[([^\]]+)\]\.env\[([^\]]+)\]\.value\.(?:name|key)$/, 'env $2 source'],
  [/^containers\[([^\]]+)\]\.requests\.cpuMillis$/, '$1 CPU request'],
  [/^containers\[([^\]]+)\]\.requests\.memoryBytes$/, '$1 memory request'],
  [/^containers\[([^\]]+)\]\.requests\.diskBytes$/, '$1 disk request'],
  [/^containers\[([^\]]+)\]\.limits\.cpuMillis$/, '$1 CPU limit'],
  [/^containers\[([^\]]+)\]\.limits\.memoryBytes$/, '$1 memory limit'],
  [/^containers\[([^\]]+)\]\.(command|args)\[(\d+)\]$/, '$1 $2 $3'],
  [/^containers\[([^\]]+)\]\.(\w+Probe)\.handler\.(\w+)$/, '$1 $2 $3'],
  [/^containers\[([^\]]+)\]\.(\w+Probe)\.(\w+)$/, '$1 $2 $3'],
  [/^containers\[([^\]]+)\]\.ports\[([^\]]+)\]\.(\w+)$/, '$1 port $2 $3'],
  [/^labels\.(.+)$/, 'label $1'],
  [/^annotations\.(.+)$/, 'annotation $1'],
  [/^nodeSelector\.(.+)$/, 'node selector $1'],
  [/^restartedAt$/, 'restarted at'],
];

/** Noise beside what it goes with: the kind of an environment value whose value is told anyway, and names in lists. */
const noise = [
  /\.env\[[^\]]+\]\.(name|value\.type)$/,
  /^containers\[[^\]]+\]\.name$/,
  /\.ports\[[^\]]+\]\.name$/,
];

/** What changed, in words, images first. */
export function meaningOf(changes: readonly FieldChange[]): Change[] {
  return changes
    .filter(({ path }) => !noise.some((pattern) => pattern.test(path)))
    .map(({ path, before, after }) => ({
      what: wordOf(path),
      before: formatValue(path, before),
      after: formatValue(path, after),
    }))
    .sort((a, b) => Number(b.what.endsWith('image')) - Number(a.what.endsWith('image')));
}

function wordOf(path: string): string {
  for (const [pattern, word] of words) if (pattern.test(path)) return path.replace(pattern, word);
  return path;
}

function formatValue(path: string, value: string | null): string | null {
  const format = formats.find(([pattern]) => pattern.test(path))?.[1];
  return value === null || format === undefined ? value : format(value);
}

/** `image 2.20.8 → 2.21.0`, `+env FEATURE_X`: for tables, where one line is all there is. */
export function changeLine(changes: readonly FieldChange[]): string {
  return meaningOf(changes)
    .map(({ what, before, after }) => {
      if (before === null) return `+${what}`;
      if (after === null) return `−${what}`;
      return what;
    })
    .join(', ');
}

/** What differs between two plain values, leaf by leaf; lists of named things are compared by name. */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const was = leavesOf(before);
  const is = leavesOf(after);
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
    .filter((change) => change.before !== change.after);
}

function leavesOf(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) leavesOf(item, `${path}[${labelOf(item, index)}]`, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) leavesOf(item, path ? `${path}.${key}` : key, found);
  } else if (value !== null && value !== undefined) found.set(path, String(value));
  return found;
}

function labelOf(item: unknown, index: number): string {
  const named = typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string';
  return named ? String(item.name) : String(index);
}
