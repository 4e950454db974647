/** One field that differs, as text; null where the field is absent. */
export interface FieldDiff {
  path: string;
  before: string | null;
  after: string | null;
}

/** What changed between two values of plain data, leaf by leaf. Lists of named things are compared by name. */
export function diffFields(before: unknown, after: unknown): FieldDiff[] {
  const was = leavesOf(before);
  const is = leavesOf(after);
  const paths = new Set([...was.keys(), ...is.keys()]);
  return [...paths]
    .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
    .filter((field) => field.before !== field.after);
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
