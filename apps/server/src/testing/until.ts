/** Asks again until there is something; throws when `withinMs` are over. */
export async function until<T>(
  ask: () => Promise<T | null> | T | null,
  { what, withinMs = 30_000 }: { what: string; withinMs?: number },
): Promise<T> {
  const deadlineAtMs = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > deadlineAtMs) throw new Error(`${what}: not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
