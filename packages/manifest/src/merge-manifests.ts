import { ManifestText, type Path, pathText } from './manifest-text.ts';
import { mergeComments } from './merge-comments.ts';
import { patchText } from './patch-text.ts';
import { isPlainMap, isSameData, keysOf, type Plain } from './plain-data.ts';

/** A field that both sides changed, each in another way. undefined: it is not there any more. */
export interface Conflict {
  /** As the server names it. */
  field: string;
  /** Where it stands in the merged text. */
  path: Path;
  mine: unknown;
  theirs: unknown;
}

export interface Merged {
  /** My text with what only they changed; where both did, mine stands. */
  text: string;
  /** Fields that were taken over from them, and `comments` if there were any. */
  taken: string[];
  conflicts: Conflict[];
}

/** The key of a map, or the name of a list's item, whose place may move while others come and go. */
type Step = string | { name: string };

/**
 * Both sides' changes of one manifest in one text, that of `mine` with its comments and order. null: one of the texts is
 * no YAML, so that nobody can tell what was changed.
 */
export function mergeManifests({
  base,
  mine,
  theirs,
}: Record<'base' | 'mine' | 'theirs', string>): Merged | null {
  const texts = [base, mine, theirs].map((text) => new ManifestText(text));
  if (texts.some(({ faults }) => faults.length > 0)) return null;
  const merged: Merged = { text: mine, taken: [], conflicts: [] };
  const [b, m, t] = texts.map((text) => text.read([]));
  walk([], { b, m, t }, merged);
  const { text, isTaken } = mergeComments({ text: merged.text, base, theirs });
  return isTaken ? { ...merged, text, taken: [...merged.taken, 'comments'] } : merged;
}

interface Sides {
  b: unknown;
  m: unknown;
  t: unknown;
}

function walk(steps: readonly Step[], { b, m, t }: Sides, merged: Merged): void {
  if (isSameData(b, t) || isSameData(m, t)) return;
  if (isPlainMap(m) && isPlainMap(t)) {
    const of = isPlainMap(b) ? b : {};
    for (const key of keysOf(of, m, t)) walk([...steps, key], { b: of[key], m: m[key], t: t[key] }, merged);
  } else if (isSameData(b, m)) {
    const path = placeOf(steps, merged.text);
    merged.text = withTheirs(merged.text, { path, m, t });
    merged.taken.push(pathText(path));
  } else if (isNamed(m) && isNamed(t)) {
    const [of, mineBy, theirsBy] = [isNamed(b) ? byName(b) : {}, byName(m), byName(t)];
    for (const name of keysOf(of, mineBy, theirsBy))
      walk([...steps, { name }], { b: of[name], m: mineBy[name], t: theirsBy[name] }, merged);
  } else {
    const path = placeOf(steps, merged.text);
    merged.conflicts.push({ field: pathText(path), path, mine: m, theirs: t });
  }
}

/** My text with their value at a path. Of a map or list only what differs is touched, for my comments are in it. */
function withTheirs(text: string, { path, m, t }: { path: Path; m: unknown; t: unknown }): string {
  const manifest = new ManifestText(text);
  if (typeof m !== 'object' || typeof t !== 'object') return manifest.with(path, t);
  const [from, to] = [manifest.read([]), manifest.read([])];
  const [last, ...around] = path.toReversed();
  const holder = around.reduceRight<unknown>((inner, key) => Reflect.get(inner as object, key), to);
  if (last !== undefined) Reflect.set(holder as object, last, t);
  const wanted = last === undefined ? t : to;
  const isRight = (now: string) => isSameData(new ManifestText(now).read([]), wanted);
  return patchText({ text, from, to: wanted, isRight }) ?? manifest.with(path, t);
}

/** Items are where they stand in the text as it is by now; one that is not there comes last. */
function placeOf(steps: readonly Step[], text: string): Path {
  const manifest = new ManifestText(text);
  const path: (string | number)[] = [];
  for (const step of steps) {
    const list = typeof step === 'string' ? null : manifest.read(path);
    const items = Array.isArray(list) ? list : [];
    const at =
      typeof step === 'string' ? -1 : items.findIndex((item) => isPlainMap(item) && item.name === step.name);
    path.push(typeof step === 'string' ? step : at === -1 ? items.length : at);
  }
  return path;
}

/** A list whose items are told apart by their names. */
function isNamed(value: unknown): value is { name: string }[] {
  if (!Array.isArray(value)) return false;
  const names = value.map((item) => (isPlainMap(item) ? item.name : undefined));
  return names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
}

const byName = (list: readonly { name: string }[]): Plain =>
  Object.fromEntries(list.map((item) => [item.name, item]));

/** A value of a conflict, in one line. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
