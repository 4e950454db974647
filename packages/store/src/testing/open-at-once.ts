import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteStore } from '../sqlite/sqlite-store.ts';

/**
 * A thread that opens `rounds` new stores below `folder`, each in the same moment as the other thread does, and says
 * what went wrong. `arrivals` counts how often a thread came to a start.
 */
const { folder, rounds, arrivals } = workerData as { folder: string; rounds: number; arrivals: Int32Array };
const faults: string[] = [];
for (let round = 1; round <= rounds; round++) {
  Atomics.add(arrivals, 0, 1);
  // Spins: a thread that is woken comes too late.
  while (Atomics.load(arrivals, 0) < 2 * round);
  try {
    await openSqliteStore({ folder: join(folder, String(round)) }).close();
  } catch (error) {
    faults.push(String(error));
  }
}
parentPort!.postMessage(faults);
