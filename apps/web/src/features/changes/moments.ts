/** A moment as the browser's own date field wants it: local time, to the second. */
export function fieldOf(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** The moment of a date field; null while it is empty or half filled in. */
export function momentOf(field: string): number | null {
  const atMs = new Date(field).getTime();
  return Number.isNaN(atMs) ? null : atMs;
}
