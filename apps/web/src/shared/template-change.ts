import { formatDateTime } from './format/time.ts';
import type { ReferenceNoun } from './reference-noun.ts';

/** One field that differs; null where it is absent. */
export interface FieldChange {
  path: string;
  before: string | null;
  after: string | null;
}

/** A difference in the words of a person: what, from, to. */
export interface Change {
  /** Which field it is: no two changes of one thing have the same. */
  path: string;
  what: string;
  before: string | null;
  after: string | null;
}

const restartedAt = /^metadata\.annotations[.[]kubectl\.kubernetes\.io\/restartedAt\]?$/;

const words: readonly [RegExp, string][] = [
  [/^containers\[([^\]]+)\]\.image$/, '$1 image'],
  [/^containers\[([^\]]+)\]\.env\[([^\]]+)\](?:\.value)?$/, 'env $2'],
  [/^containers\[([^\]]+)\]\.env\[([^\]]+)\]\.valueFrom.*$/, 'env $2 source'],
  [/^containers\[([^\]]+)\]\.resources\.(request|limit)s\.cpu$/, '$1 CPU $2'],
  [/^containers\[([^\]]+)\]\.resources\.(request|limit)s\.(\S+)$/, '$1 $3 $2'],
  [/^containers\[([^\]]+)\]\.(\w+)Probe(?:\.(.+))?$/, '$1 $2 probe $3'],
  [/^containers\[([^\]]+)\]\.ports\[([^\]]+)\](?:\.(.+))?$/, '$1 port $2 $3'],
  [/^containers\[([^\]]+)\]\.volumeMounts\[([^\]]+)\](?:\.(.+))?$/, '$1 mount $2 $3'],
  [/^containers\[([^\]]+)\]\.(.+)$/, '$1 $2'],
  [/^containers\[([^\]]+)\]$/, 'container $1'],
  [/^metadata\.labels[.[]([^\]]+)\]?$/, 'label $1'],
  [restartedAt, 'restarted at'],
  [/^metadata\.annotations[.[]([^\]]+)\]?$/, 'annotation $1'],
  [/^nodeSelector[.[]([^\]]+)\]?$/, 'node selector $1'],
];

/** Noise beside what it goes with: the names by which items of lists are told apart. */
const noise = [/\.env\[[^\]]+\]\.name$/, /^containers\[[^\]]+\]\.name$/];

/** What changed, in words, images first: by the name that they have in this runtime. */
export function meaningOf(changes: readonly FieldChange[], noun: ReferenceNoun = 'image'): Change[] {
  return changes
    .map(({ path, ...values }) => ({ path: path.replace(/^template\./, ''), ...values }))
    .filter(({ path }) => !noise.some((pattern) => pattern.test(path)))
    .map(({ path, before, after }) => ({
      ...{ path, what: wordOf(path) },
      ...{ before: told(path, before), after: told(path, after) },
    }))
    .sort((a, b) => Number(isImage(b)) - Number(isImage(a)))
    .map((change) => (isImage(change) ? { ...change, what: change.what.replace(/image$/, noun) } : change));
}

const isImage = ({ what }: Change): boolean => what.endsWith('image');

/** A moment is told as everywhere; one that nobody can read stays as it is. */
function told(path: string, value: string | null): string | null {
  const atMs = value !== null && restartedAt.test(path) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? value : formatDateTime(atMs);
}

function wordOf(path: string): string {
  for (const [pattern, word] of words) if (pattern.test(path)) return path.replace(pattern, word).trim();
  return path;
}

/** `image 2.20.8 → 2.21.0`, `+env FEATURE_X`: for tables, where one line is all there is. */
export function changeLine(changes: readonly FieldChange[], noun: ReferenceNoun = 'image'): string {
  return meaningOf(changes, noun)
    .map(({ what, before, after }) => {
      if (before === null) return `+${what}`;
      if (after === null) return `−${what}`;
      return what;
    })
    .join(', ');
}

/** What differs between two manifests, leaf by leaf; lists of named things are compared by name. */
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
  } else if (path.endsWith('.valueFrom')) {
    // One source is one thing, however many fields it is written with.
    found.set(path, JSON.stringify(value).replace(/[{}"]/g, ' ').trim());
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) leavesOf(item, path ? `${path}.${key}` : key, found);
  } else if (value !== null && value !== undefined) found.set(path, String(value));
  return found;
}

function labelOf(item: unknown, index: number): string {
  const named = typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string';
  return named ? String(item.name) : String(index);
}
