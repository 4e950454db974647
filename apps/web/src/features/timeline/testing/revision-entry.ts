import type { RevisionEntry } from '@gantry/client';

/** A revision for tests: complete, one minute of rollout, ten minutes apart. */
export function revisionEntry(number: number, over: Partial<RevisionEntry> = {}): RevisionEntry {
  const createdAtMs = number * 600_000;
  return {
    number,
    current: false,
    createdAtMs,
    author: 'ana',
    cause: '',
    restoredFrom: null,
    previous: number > 1 ? number - 1 : null,
    replicas: 4,
    pinned: null,
    templateHash: `h${number}` as RevisionEntry['templateHash'],
    ran: {},
    lost: null,
    images: [{ container: 'web', image: `web:${number}` }],
    diff: [],
    rollout: {
      outcome: 'complete',
      message: '',
      startedAtMs: createdAtMs,
      endedAtMs: createdAtMs + 60_000,
      tookMs: 60_000,
      replicas: 4,
      lowestReady: 3,
      highestTotal: 5,
      restarts: 0,
      probeFailures: 0,
      errorLines: 0,
    },
    ...over,
  };
}
