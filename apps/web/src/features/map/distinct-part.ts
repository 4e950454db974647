const separator = /[^\p{L}\p{N}]/u;
const afterLastSeparator = /[\p{L}\p{N}]*$/u;

/** What tells names apart: each without the parts that all of them begin and end with. Numbers and words stay whole. */
export function distinctPart(names: readonly string[]): (name: string) => string {
  if (names.length < 2) return (name) => name;
  const from = commonStart(names).length;
  const tail = commonEnd(names.map((name) => name.slice(from))).length;
  return (name) => name.slice(from, name.length - tail) || name;
}

function commonStart(names: readonly string[]): string {
  const start = sharedBy(names, (name, part) => name.startsWith(part), -1).replace(/\d+$/, '');
  const isBeforeNumbers = names.every((name) => /^\d/.test(name.slice(start.length)));
  return isBeforeNumbers ? start : start.replace(afterLastSeparator, '');
}

function commonEnd(names: readonly string[]): string {
  const end = sharedBy(names, (name, part) => name.endsWith(part), 1);
  const at = end.search(separator);
  return at < 0 ? '' : end.slice(at);
}

/** The most of the first that `has` says all have. `cut`: which of its ends gives way, -1 for the last. */
function sharedBy(
  names: readonly string[],
  has: (name: string, part: string) => boolean,
  cut: -1 | 1,
): string {
  let part = names[0] ?? '';
  for (const name of names) while (!has(name, part)) part = cut === 1 ? part.slice(1) : part.slice(0, -1);
  return part;
}
