/** The engine knows no process; its tests ask for the environment only where there is one. */
const host = globalThis as { process?: { env: Record<string, string | undefined> } };

/** How often a property is tried: 10,000 times, or `FC_RUNS` while developing. */
export const propertyRuns = { numRuns: Number(host.process?.env.FC_RUNS ?? 10_000) };
