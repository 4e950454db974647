import { describe, expect, test } from 'vitest';
import { aRequest } from './container-request.ts';
import { eventually } from './eventually.ts';
import { outgrowsOnceTold, tellToOutgrow } from './outgrow-memory.ts';
import { runExec } from './run-exec.ts';
import type { ContractTools, RealRuntime } from './runtime-home.ts';

const mebibyte = 2 ** 20;
const noAbort = new AbortController().signal;

/** What a driver that runs real programs must do beyond the rest: limits, signals, whole trees, its own death. */
export function realContract(tools: () => ContractTools): void {
  const real = (): RealRuntime => tools().home.real!;
  const runScript = (script: string, rest: Parameters<ContractTools['run']>[1] = {}) =>
    tools().run(real().runs(script), rest);

  describe('real programs', () => {
    test('killed from outside, it is seen as killed at once', async () => {
      const { driver, run, whenLogged } = tools();
      const { runtimeId } = await run(tools().home.programs.serves);
      await whenLogged(runtimeId, 'ready');
      const controller = new AbortController();
      const died = new Promise<number>((resolve) =>
        driver.watch((one) => one.state === 'exited' && resolve(performance.now()), controller.signal),
      );
      await eventually('the watch to be set up', () => driver.info());
      await real().killFromOutside(runtimeId);
      await died;
      controller.abort();
      expect(await tools().whenExited(runtimeId)).toMatchObject({
        exitCode: 137,
        signal: 'SIGKILL',
        outOfMemory: false,
      });
    });

    test('a program that needs more memory than its limit is told apart from one that was killed', async () => {
      const container = real().runs(outgrowsOnceTold);
      const limits = { cpuMillis: null, memoryBytes: 32 * mebibyte };
      const { runtimeId } = await tools().run({ ...container, limits });
      await tellToOutgrow(tools().driver, runtimeId);
      const ended = await tools().whenExited(runtimeId);
      const { enforces } = await tools().driver.info();
      if (enforces.includes('memory'))
        expect(ended).toMatchObject({
          exitCode: 137,
          signal: 'SIGKILL',
          outOfMemory: real().tellsOutOfMemory,
        });
      else expect(ended).toMatchObject({ exitCode: 0, outOfMemory: false });
    });

    test('limits are those of the request, read back from the kernel', async () => {
      const limits = { cpuMillis: 250, memoryBytes: 64 * mebibyte };
      const { runtimeId } = await tools().run({ ...tools().home.programs.serves, limits });
      const { enforces } = await tools().driver.info();
      const when = (limit: 'cpu' | 'memory' | 'pids', value: number) =>
        enforces.includes(limit) ? value : null;
      expect(await real().readLimits(runtimeId)).toEqual({
        cpuMillis: when('cpu', 250),
        memoryBytes: when('memory', 64 * mebibyte),
        pids: when('pids', real().pidsLimit),
      });
    });

    test('environment, command and arguments arrive as written, with no shell between', async () => {
      const awkward = ['a b', '$HOME', '"', "'", '`id`', '*', '\\n', 'é', '', '-n', '--'];
      const script =
        'for a in "$@"; do printf "<%s>\\n" "$a"; done; tr "\\0" "\\n" </proc/$$/environ | grep -E "^(GREETING|spring|EMPTY)"';
      const container = real().runs(script);
      const environment = { GREETING: 'two words $HOME "', EMPTY: '', 'spring.profiles': 'a=b c' };
      // After `sh -c SCRIPT`, the first argument is $0.
      const { runtimeId } = await tools().run({ ...container, args: ['zero', ...awkward] }, { environment });
      await tools().whenExited(runtimeId);
      const texts = (await tools().readLog(runtimeId)).map(({ text }) => text);
      expect(texts.slice(0, awkward.length)).toEqual(awkward.map((argument) => `<${argument}>`));
      expect(texts.slice(awkward.length).sort()).toEqual([
        'EMPTY=',
        'GREETING=two words $HOME "',
        'spring.profiles=a=b c',
      ]);
    });

    test('the stop signal is the one that the container names', async () => {
      const script = 'trap "echo got int; exit 9" INT; echo ready; while :; do sleep 0.05; done';
      const { runtimeId } = await tools().run({ ...real().runs(script), stopSignal: 'SIGINT' });
      await tools().whenLogged(runtimeId, 'ready');
      const stopped = await tools().driver.stop(runtimeId, { graceMs: 20_000, signal: null });
      expect(stopped).toMatchObject({ exitCode: 9, signal: null });
    });

    test('stopping takes the whole tree, with what left its session', async () => {
      const script =
        'setsid sleep 1000 & setsid sh -c "trap : TERM; sleep 1000; sleep 1000" & sleep 1000 & echo ready; wait';
      const { runtimeId } = await runScript(script);
      await tools().whenLogged(runtimeId, 'ready');
      await eventually('the tree', async () => (await real().countProcesses(runtimeId)) >= 5);
      await tools().driver.stop(runtimeId, { graceMs: 100, signal: null });
      expect(await real().countProcesses(runtimeId)).toBe(0);
    });

    test('what a program leaves behind ends with it', async () => {
      const { runtimeId } = await runScript('setsid sleep 1000 & sleep 1000 & echo ready; exit 4');
      expect(await tools().whenExited(runtimeId)).toMatchObject({ exitCode: 4 });
      await eventually('its children to go', async () => (await real().countProcesses(runtimeId)) === 0);
    });

    test('an agent killed with SIGKILL leaves its container running, and the next one adopts it', async () => {
      const runtimeId = await real().startAndDie(
        aRequest(real().runs('trap "exit 6" TERM; echo ready; sleep 1000 & wait')),
      );
      const next = tools().open();
      expect((await next.list()).find((one) => one.runtimeId === runtimeId)).toMatchObject({
        state: 'running',
      });
      expect((await tools().driver.list()).map((one) => one.runtimeId)).toEqual([runtimeId]);
      await tools().whenLogged(runtimeId, 'ready');
      const seen: string[] = [];
      const controller = new AbortController();
      next.watch((one) => void seen.push(`${one.runtimeId} ${one.state}`), controller.signal);
      expect(await next.stop(runtimeId, { graceMs: 20_000, signal: null })).toMatchObject({
        exitCode: 6,
        signal: null,
      });
      await eventually('the watch to tell', () => seen.includes(`${runtimeId} exited`));
      controller.abort();
    });

    test('what ended while no agent lived is found with its exit code and its output', async () => {
      const runtimeId = await real().startAndDie(aRequest(real().runs('sleep 0.5; echo late; exit 5')));
      const next = tools().open();
      expect(await tools().whenExited(runtimeId, next)).toMatchObject({ exitCode: 5, signal: null });
      await tools().driver.list();
      const [line] = await tools().readLog(runtimeId);
      expect(line).toMatchObject({ stream: 'stdout', text: 'late' });
    });

    test('a log is kept to its limit, and its newest lines are there', async () => {
      const lines = Math.ceil((4 * real().logLimitBytes) / 80);
      const { runtimeId } = await runScript(
        `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); printf "%079d\\n" $i; done; sleep 1000`,
      );
      const newest = `${lines}`.padStart(79, '0');
      await eventually(
        'the last line',
        async () => (await tools().readLog(runtimeId, { tailLines: 1 })).at(-1)?.text === newest,
      );
      const kept = await eventually('the log to be cut', async () => {
        const found = await tools().readLog(runtimeId);
        return found.length * 80 <= 1.5 * real().logLimitBytes && found;
      });
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.map(({ text }) => Number(text))).toEqual(
        kept.map((_, index) => lines - kept.length + 1 + index),
      );
    });

    test('following a fast writer misses nothing and repeats nothing', async () => {
      const { runtimeId } = await runScript('i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo $i; done');
      const query = { follow: true, tailLines: null, sinceMs: null, signal: noAbort };
      const texts: string[] = [];
      for await (const { text } of tools().driver.logs(runtimeId, query)) texts.push(text);
      expect(texts).toEqual(Array.from({ length: 300 }, (_, index) => String(index + 1)));
    });

    test('a last line without its end is given when the program has ended', async () => {
      const { runtimeId } = await runScript('printf unfinished');
      await tools().whenExited(runtimeId);
      await tools().whenLogged(runtimeId, 'unfinished');
    });

    test('exec: split streams, input, exit code, the environment of the container', async () => {
      const { runtimeId } = await tools().run(tools().home.programs.serves, {
        environment: { FLAVOUR: 'mint' },
      });
      const { driver } = tools();
      const script = ['sh', '-c', 'cat; echo "$FLAVOUR"; echo oops >&2; exit 42'];
      const result = await runExec(driver, runtimeId, script, { input: 'typed\n' });
      expect(result).toEqual({ exitCode: 42, stdout: 'typed\nmint\n', stderr: 'oops\n' });
      expect((await runExec(driver, runtimeId, ['sh', '-c', 'kill -9 $$'])).exitCode).toBe(137);
    });

    test('exec: a command that is not there is a clear failure', async () => {
      const { runtimeId } = await tools().run(tools().home.programs.serves);
      const failed = await runExec(tools().driver, runtimeId, ['no-such-command']).catch(
        (error: Error) => error,
      );
      if (failed instanceof Error)
        expect(failed).toMatchObject({ name: 'RuntimeFault', reason: 'ExecFailed' });
      else expect([126, 127]).toContain(failed.exitCode);
    });

    test('exec: a terminal has a size that can be changed', async () => {
      const { runtimeId } = await tools().run(tools().home.programs.serves);
      const script = `read line; stty size; while [ "$(stty size)" != "21 77" ]; do sleep 0.05; done; read line; echo "<$line>"; exit 3`;
      const command = ['sh', '-c', script];
      const size = { columns: 101, rows: 33 };
      const session = await tools().driver.exec(runtimeId, { command, tty: true, stdin: true, ...size });
      let output = '';
      session.onOutput((_channel, data) => (output += Buffer.from(data).toString()));
      session.write(Buffer.from('\n'));
      await eventually('the first size', () => output.includes('33 101'));
      session.resize(0, 0);
      session.resize(77, 21);
      session.write(Buffer.from('tippé\n'));
      expect(await session.exited).toBe(3);
      session.resize(80, 24);
      expect(output).toContain('<tippé>');
    });

    test('exec: output that is held back waits, and all of it comes', async () => {
      const { runtimeId } = await tools().run(tools().home.programs.serves);
      const command = ['/bin/sh', '-c', 'dd if=/dev/zero bs=1048576 count=32 2>/dev/null'];
      const options = { command, tty: false, stdin: false, columns: null, rows: null };
      const session = await tools().driver.exec(runtimeId, options);
      let bytes = 0;
      const begun = new Promise<void>((resolve) =>
        session.onOutput((_channel, data) => {
          bytes += data.length;
          session.setFlowing(false);
          resolve();
        }),
      );
      await begun;
      // Another command has all its time meanwhile.
      await runExec(tools().driver, runtimeId, ['true']);
      expect(bytes).toBeLessThan(16 * mebibyte);
      session.onOutput(() => session.setFlowing(true));
      session.setFlowing(true);
      expect(await session.exited).toBe(0);
      expect(bytes).toBe(32 * mebibyte);
    });

    test('exec: a session can be killed', async () => {
      const { runtimeId } = await tools().run(tools().home.programs.serves);
      const command = ['sh', '-c', 'echo on; sleep 1000'];
      const session = await tools().driver.exec(runtimeId, {
        command,
        tty: false,
        stdin: false,
        columns: null,
        rows: null,
      });
      await new Promise<void>((resolve) => session.onOutput(() => resolve()));
      session.kill();
      expect(await session.exited).not.toBe(0);
      expect(await tools().driver.usage(runtimeId)).not.toBeNull();
    });

    test('usage follows what the program does', async () => {
      const { runtimeId } = await runScript('echo ready; while :; do :; done');
      await tools().whenLogged(runtimeId, 'ready');
      await eventually(
        'a busy program',
        async () => (await tools().driver.usage(runtimeId))!.cpuMillis > 200,
      );
    });
  });
}
