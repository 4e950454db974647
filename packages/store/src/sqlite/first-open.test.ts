import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';

test('two control planes that start in the same moment on a new folder both open it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const arrivals = new Int32Array(new SharedArrayBuffer(4));
  const file = new URL('../testing/open-at-once.ts', import.meta.url);
  const workerData = { folder, rounds: 100, arrivals };
  const workers = [1, 2].map(() => new Worker(file, { workerData }));
  const faults = await Promise.all(workers.map((worker) => once(worker, 'message')));
  expect(faults).toEqual([[[]], [[]]]);
});
