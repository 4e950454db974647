import { expect, test } from 'vitest';
import type { ObservedContainer } from '../port.ts';
import { aRequest } from '../testing/container-request.ts';
import { runExec } from '../testing/run-exec.ts';
import { runtimeContract } from '../testing/runtime-contract.ts';
import { createSimulatedDriver } from './simulated-driver.ts';
import { type SimulatedClock, SimulatedNode } from './simulated-node.ts';

const simulates = (...words: string[]) => ({ command: ['simulate', ...words] });

runtimeContract(
  'simulated',
  async () => {
    const node = new SimulatedNode();
    return {
      open: () => createSimulatedDriver({ node }),
      programs: {
        serves: simulates('out=ready', 'stop-ms=20'),
        stubborn: simulates('out=ready', 'ignores-stop'),
        exits: (code) => simulates('out=out', 'err=err', `exit=${code}`),
        writes: (lines) => simulates(...Array.from({ length: lines }, (_, index) => `out=line ${index + 1}`)),
      },
      real: null,
      remove: async () => {},
    };
  },
  'scripted',
);

/** Stands still until it is moved on. */
class VirtualClock implements SimulatedClock {
  #nowMs = 1_000_000;
  #timers: { atMs: number; run: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next || next.atMs > untilMs) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#nowMs = next.atMs;
      next.run();
    }
    this.#nowMs = untilMs;
  }
}

function aSimulation() {
  const clock = new VirtualClock();
  const driver = createSimulatedDriver({ node: new SimulatedNode(clock) });
  const seen: ObservedContainer[] = [];
  driver.watch((observed) => void seen.push(observed), new AbortController().signal);
  return { clock, driver, seen };
}

test('time is the given clock alone: an exit after ten seconds comes when the clock says so', async () => {
  const { clock, driver, seen } = aSimulation();
  const { startedAtMs } = await driver.start(aRequest(simulates('exit=7', 'after-ms=10000')));
  clock.advance(9_999);
  expect(seen.map(({ state }) => state)).toEqual(['running']);
  clock.advance(1);
  expect(seen.at(-1)).toMatchObject({ state: 'exited', exitCode: 7, finishedAtMs: startedAtMs! + 10_000 });
});

test('a script can take its time to start, run out of memory, and ignore a stop', async () => {
  const { clock, driver, seen } = aSimulation();
  const starting = driver.start(
    aRequest(simulates('start-ms=500', 'ignores-stop', 'out-of-memory-ms=60000')),
  );
  await Promise.resolve();
  expect(seen).toEqual([]);
  clock.advance(500);
  const { runtimeId } = await starting;
  const stopping = driver.stop(runtimeId, { graceMs: 100_000, signal: null });
  clock.advance(60_000);
  expect(await stopping).toMatchObject({ exitCode: 137, signal: 'SIGKILL', outOfMemory: true });
});

test('a script can fail its pull and its start', async () => {
  const { driver } = aSimulation();
  const failing = aRequest(simulates('pull-fails', 'start-fails'));
  const prepared = driver.prepare(failing, () => {}, new AbortController().signal);
  await expect(prepared).rejects.toMatchObject({ reason: 'ImagePullFailed', retryable: true });
  await expect(driver.start(failing)).rejects.toMatchObject({ reason: 'StartFailed', retryable: true });
  expect(await driver.list()).toEqual([]);
});

test('a probe command succeeds from the moment the script is ready, or never', async () => {
  const { clock, driver } = aSimulation();
  const late = await driver.start(aRequest(simulates('ready-ms=3000')));
  const never = await driver.start(
    aRequest({ command: ['/app'] }, { environment: { SIMULATE: 'never-ready' } }),
  );
  const probe = async (runtimeId: string) => (await runExec(driver, runtimeId, ['/probe'])).exitCode;
  expect(await probe(late.runtimeId)).toBe(1);
  clock.advance(3_000);
  expect([await probe(late.runtimeId), await probe(never.runtimeId)]).toEqual([0, 1]);
});

test.each(['jump', 'exit=soon', 'constructor'])(
  'the word %s is refused with those it knows',
  async (word) => {
    const { driver } = aSimulation();
    await expect(driver.start(aRequest(simulates(word)))).rejects.toThrow(
      /does not know .*; it knows .*never-ready/,
    );
  },
);

test('it says that it is simulated wherever it shows', async () => {
  const { driver } = aSimulation();
  const { runtimeId, imageId } = await driver.start(aRequest());
  const { stdout } = await runExec(driver, runtimeId, ['ls']);
  expect([driver.name, imageId]).toEqual(['simulated', 'simulated']);
  for (const text of [(await driver.info()).detail, runtimeId, stdout]) expect(text).toContain('simulated');
});
