/** What tells a task apart from its sisters: the end of its name, long enough to be unlike the others. */
export function shortTaskName(name: string): string {
  const parts = name.split('-');
  const last = parts.at(-1) ?? name;
  return last.length >= 3 ? last : parts.slice(-2).join('-');
}
