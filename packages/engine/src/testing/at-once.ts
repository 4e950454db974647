/** Works through what comes in parts without a pause. Returns what it returns. */
export function atOnce<T>(parts: Iterator<void, T>): T {
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
  }
}
