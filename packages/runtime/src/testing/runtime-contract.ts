import type { Container, RuntimeInfo } from '@gantry/model';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ContainerRequest, type ObservedContainer, type RuntimeDriver, RuntimeFault } from '../port.ts';
import { aRequest } from './container-request.ts';
import { eventually } from './eventually.ts';
import { realContract } from './real-contract.ts';
import { runExec } from './run-exec.ts';
import type { RuntimeHome } from './runtime-home.ts';

const noAbort = new AbortController().signal;

/** What every driver must do. A driver's test calls this. */
export function runtimeContract(
  name: string,
  makeHome: () => Promise<RuntimeHome>,
  kind: 'real' | 'scripted',
): void {
  describe(`${name} driver`, () => {
    let home: RuntimeHome;
    let driver: RuntimeDriver;
    let opened: RuntimeDriver[];
    const open = () => {
      const one = home.open();
      opened.push(one);
      return one;
    };
    const run = async (container: Partial<Container>, rest: Partial<ContainerRequest> = {}) => {
      const request = aRequest(container, rest);
      await driver.prepare(request, () => {}, noAbort);
      return driver.start(request);
    };
    const find = async (runtimeId: string, from = driver) =>
      (await from.list()).find((observed) => observed.runtimeId === runtimeId);
    const whenExited = (runtimeId: string, from = driver): Promise<ObservedContainer> =>
      eventually(`${runtimeId} to exit`, async () => {
        const observed = await find(runtimeId, from);
        return observed?.state === 'exited' ? observed : null;
      });
    const readLog = async (runtimeId: string, query: { tailLines?: number; sinceMs?: number } = {}) => {
      const lines = [];
      const { tailLines = null, sinceMs = null } = query;
      const all = { follow: false, tailLines, sinceMs, signal: noAbort };
      for await (const line of driver.logs(runtimeId, all)) lines.push(line);
      return lines;
    };
    const whenLogged = (runtimeId: string, text: string) =>
      eventually(`${runtimeId} to write ${text}`, async () =>
        (await readLog(runtimeId)).some((line) => line.text.includes(text)),
      );
    const stopNow = (runtimeId: string) => driver.stop(runtimeId, { graceMs: 0, signal: null });

    beforeAll(async () => {
      home = await makeHome();
    });
    afterAll(() => home.remove());
    beforeEach(() => {
      opened = [];
      driver = open();
    });
    afterEach(async () => {
      for (const { runtimeId } of await driver.list()) await driver.remove(runtimeId);
      for (const one of opened) await one.close();
    });

    describe('life', () => {
      test('says whether it works here and what it enforces', async () => {
        const info = await driver.info();
        expect(info).toMatchObject({ name: driver.name, available: true } satisfies Partial<RuntimeInfo>);
        expect(info.detail).not.toBe('');
      });

      test('a started container is listed as running, with what it was asked as', async () => {
        const before = Date.now();
        const request = aRequest(home.programs.serves);
        await driver.prepare(request, () => {}, noAbort);
        const started = await driver.start(request);
        expect(started).toMatchObject({ taskId: request.taskId, containerName: 'main', state: 'running' });
        expect(started).toMatchObject({
          exitCode: null,
          signal: null,
          outOfMemory: false,
          finishedAtMs: null,
        });
        expect(started.startedAtMs).toBeGreaterThanOrEqual(before - 1_000);
        expect(await find(started.runtimeId)).toEqual(started);
      });

      test('one that runs before the program is found again as such, and is not run twice', async () => {
        const request = aRequest(home.programs.exits(0), { isInit: true });
        await driver.prepare(request, () => {}, noAbort);
        const { runtimeId, startedAtMs } = await driver.start(request);
        const ended = await whenExited(runtimeId);
        expect(ended).toMatchObject({ isInit: true, exitCode: 0 });
        expect(await driver.start(request)).toMatchObject({ state: 'exited', startedAtMs });
        expect(await open().list()).toMatchObject([{ runtimeId, isInit: true, state: 'exited' }]);
      });

      test('starting the same container again answers with the one that runs', async () => {
        const request = aRequest(home.programs.serves);
        await driver.prepare(request, () => {}, noAbort);
        const [first, second] = await Promise.all([driver.start(request), driver.start(request)]);
        const third = await driver.start(request);
        expect([second.runtimeId, third.runtimeId]).toEqual([first.runtimeId, first.runtimeId]);
        expect((await driver.list()).length).toBe(1);
      });

      test.each([0, 7, 143])('exit code %i is kept, and is no signal', async (code) => {
        const { runtimeId } = await run(home.programs.exits(code));
        const ended = await whenExited(runtimeId);
        const signal = driver.name === 'docker' && code > 128 ? 'SIGTERM' : null;
        expect(ended).toMatchObject({ state: 'exited', exitCode: code, signal, outOfMemory: false });
        expect(ended.finishedAtMs).toBeGreaterThanOrEqual(ended.startedAtMs!);
      });

      test('watch tells of each start and end, and of what there was before it', async () => {
        const earlier = await run(home.programs.serves);
        const seen: ObservedContainer[] = [];
        const controller = new AbortController();
        driver.watch((observed) => void seen.push(observed), controller.signal);
        const has = (runtimeId: string, state: ObservedContainer['state']) =>
          eventually(`watch to tell that ${runtimeId} is ${state}`, () =>
            seen.some((one) => one.runtimeId === runtimeId && one.state === state),
          );
        await has(earlier.runtimeId, 'running');
        const later = await run(home.programs.exits(3));
        await has(later.runtimeId, 'exited');
        expect(seen.findLast(({ runtimeId }) => runtimeId === later.runtimeId)?.exitCode).toBe(3);
        await stopNow(earlier.runtimeId);
        await has(earlier.runtimeId, 'exited');
        controller.abort();
        const count = seen.length;
        const last = await run(home.programs.exits(0));
        await whenExited(last.runtimeId);
        expect(seen.length).toBe(count);
      });

      test('two watchers both hear', async () => {
        const seen = [new Set<string>(), new Set<string>()];
        const controller = new AbortController();
        for (const ids of seen) {
          driver.watch((one) => void (one.state === 'exited' && ids.add(one.runtimeId)), controller.signal);
        }
        const { runtimeId } = await run(home.programs.exits(0));
        await eventually('both to hear', () => seen.every((ids) => ids.has(runtimeId)));
        controller.abort();
      });
    });

    describe('stop and remove', () => {
      test('a program that handles SIGTERM ends by itself, well before its grace', async () => {
        const { runtimeId } = await run(home.programs.serves);
        await whenLogged(runtimeId, 'ready');
        const stopped = await driver.stop(runtimeId, { graceMs: 600_000, signal: null });
        expect(stopped).toMatchObject({ runtimeId, state: 'exited', exitCode: 0, signal: null });
      });

      test('a program that ignores SIGTERM is killed after its grace', async () => {
        const { runtimeId } = await run(home.programs.stubborn);
        await whenLogged(runtimeId, 'ready');
        const stopped = await driver.stop(runtimeId, { graceMs: 200, signal: null });
        expect(stopped).toMatchObject({
          state: 'exited',
          exitCode: 137,
          signal: 'SIGKILL',
          outOfMemory: false,
        });
        expect(stopped.finishedAtMs! - stopped.startedAtMs!).toBeGreaterThanOrEqual(150);
      });

      test('stopping what has stopped, and stopping twice at once, is fine', async () => {
        const { runtimeId } = await run(home.programs.serves);
        await whenLogged(runtimeId, 'ready');
        const both = await Promise.all([
          driver.stop(runtimeId, { graceMs: 5_000, signal: null }),
          driver.stop(runtimeId, { graceMs: 5_000, signal: null }),
        ]);
        const again = await driver.stop(runtimeId, { graceMs: 5_000, signal: null });
        expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
        expect(again).toEqual(both[0]);
      });

      test('a second stop with less grace kills at once', async () => {
        const { runtimeId } = await run(home.programs.stubborn);
        await whenLogged(runtimeId, 'ready');
        const patient = driver.stop(runtimeId, { graceMs: 600_000, signal: null });
        await driver.stop(runtimeId, { graceMs: 0, signal: null });
        expect(await patient).toMatchObject({ state: 'exited', signal: 'SIGKILL' });
      });

      test('remove takes a running one too, and may be repeated', async () => {
        const { runtimeId } = await run(home.programs.serves);
        await Promise.all([driver.remove(runtimeId), driver.remove(runtimeId)]);
        await driver.remove(runtimeId);
        await driver.remove('never-was');
        expect(await driver.list()).toEqual([]);
      });

      test('the name of a removed container can be used again', async () => {
        const request = aRequest(home.programs.serves);
        await driver.prepare(request, () => {}, noAbort);
        await driver.remove((await driver.start(request)).runtimeId);
        expect((await driver.start(request)).state).toBe('running');
      });

      test('what is not there is a fault NotFound, whatever its name', async () => {
        for (const id of ['never-was', '../../etc', 'a/b', '', '.']) {
          const stopped = driver.stop(id, { graceMs: 0, signal: null });
          await expect(stopped).rejects.toMatchObject({
            name: 'RuntimeFault',
            reason: 'NotFound',
            retryable: false,
          });
          await expect(driver.usage(id)).rejects.toBeInstanceOf(RuntimeFault);
          await driver.remove(id);
        }
      });
    });

    describe('logs', () => {
      test('both streams are told apart, in order, with their time', async () => {
        const before = Date.now();
        const { runtimeId } = await run(home.programs.exits(0));
        await whenExited(runtimeId);
        const lines = await eventually('both lines', async () => {
          const found = await readLog(runtimeId);
          return found.length === 2 && found;
        });
        const byStream = Object.fromEntries(lines.map(({ stream, text }) => [stream, text]));
        expect(byStream).toEqual({ stdout: 'out', stderr: 'err' });
        for (const { atMs } of lines) expect(Math.abs(atMs - before)).toBeLessThan(60_000);
      });

      test('the last lines only', async () => {
        const { runtimeId } = await run(home.programs.writes(50));
        await whenLogged(runtimeId, 'line 50');
        const texts = async (tailLines: number) =>
          (await readLog(runtimeId, { tailLines })).map(({ text }) => text);
        expect(await texts(3)).toEqual(['line 48', 'line 49', 'line 50']);
        expect(await texts(0)).toEqual([]);
        expect((await texts(1_000)).length).toBe(50);
      });

      test('lines since a moment', async () => {
        const { runtimeId } = await run(home.programs.writes(5));
        await whenLogged(runtimeId, 'line 5');
        expect(await readLog(runtimeId, { sinceMs: Date.now() + 60_000 })).toEqual([]);
        expect((await readLog(runtimeId, { sinceMs: Date.now() - 60_000 })).length).toBe(5);
      });

      test('following gives what is written and ends with the container', async () => {
        const { runtimeId } = await run(home.programs.serves);
        const texts: string[] = [];
        const query = { follow: true, tailLines: null, sinceMs: null, signal: noAbort };
        const following = (async () => {
          for await (const line of driver.logs(runtimeId, query)) texts.push(line.text);
        })();
        await eventually('the first line', () => texts.length > 0);
        await driver.stop(runtimeId, { graceMs: 5_000, signal: null });
        await following;
        expect(texts).toEqual(['ready']);
      });

      test('a reader that aborts is let go', async () => {
        const { runtimeId } = await run(home.programs.serves);
        const controller = new AbortController();
        const query = { follow: true, tailLines: null, sinceMs: null, signal: controller.signal };
        for await (const line of driver.logs(runtimeId, query)) {
          expect(line.text).toBe('ready');
          controller.abort();
        }
      });

      test('a reader that leaves early is let go', async () => {
        const { runtimeId } = await run(home.programs.writes(50));
        await whenLogged(runtimeId, 'line 50');
        const query = { follow: true, tailLines: null, sinceMs: null, signal: noAbort };
        for await (const line of driver.logs(runtimeId, query)) {
          expect(line.text).toBe('line 1');
          break;
        }
      });
    });

    test('a fresh driver finds what another one started, and can stop it', async () => {
      const { runtimeId } = await run(home.programs.serves);
      const ended = await whenExited((await run(home.programs.exits(5))).runtimeId);
      const second = open();
      expect(await find(runtimeId, second)).toMatchObject({ state: 'running' });
      // Its address goes when the engine has taken its network apart, be that now or later.
      expect(await find(ended.runtimeId, second)).toEqual({ ...ended, address: expect.any(String) });
      await whenLogged(runtimeId, 'ready');
      expect(await second.stop(runtimeId, { graceMs: 5_000, signal: null })).toMatchObject({ exitCode: 0 });
      await whenExited(runtimeId);
    });

    test('a command in a container gives its exit code', async () => {
      const { runtimeId } = await run(home.programs.serves);
      expect(await runExec(driver, runtimeId, ['true'])).toMatchObject({ exitCode: 0 });
      expect(await runExec(driver, runtimeId, ['false'])).toMatchObject({ exitCode: 1 });
    });

    test('a running container has usage, an ended one has none', async () => {
      const { runtimeId } = await run(home.programs.serves);
      await whenLogged(runtimeId, 'ready');
      const usage = await eventually('its usage', () => driver.usage(runtimeId));
      expect(usage.memoryBytes).toBeGreaterThan(0);
      expect(usage.cpuMillis).toBeGreaterThanOrEqual(0);
      await stopNow(runtimeId);
      expect(await driver.usage(runtimeId)).toBeNull();
    });

    if (kind === 'real') realContract(() => ({ home, driver, open, run, whenExited, readLog, whenLogged }));
  });
}
