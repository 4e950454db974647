import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@gantry/controlplane';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalAgents } from './local-agents.ts';
import { identify } from './process-identity.ts';

/** Any program that stays will do: what is tested is who starts, finds and stops it. */
const idle = 'setInterval(() => {}, 1000)';
let folder: string;
const running: LocalAgents[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-agents-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((agents) => agents.stop()));
  await rm(folder, { recursive: true });
});

function agents(names: string[], mark = ''): LocalAgents {
  const made = new LocalAgents({
    folder,
    names,
    programOf: () => ({ file: process.execPath, args: ['-e', idle, mark], environment: {} }),
    log: silentLog,
  });
  running.push(made);
  return made;
}

async function pidOf(name: string): Promise<number | null> {
  const text = await readFile(join(folder, name, 'agent.json'), 'utf8').catch(() => '{}');
  const { pid = null } = JSON.parse(text) as { pid?: number };
  return pid !== null && identify(pid) ? pid : null;
}

async function until<T>(read: () => Promise<T | null>): Promise<T> {
  const deadlineAtMs = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (value !== null) return value;
    if (Date.now() > deadlineAtMs) throw new Error('It did not come about.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('local agents', () => {
  it('start, each in a folder of its own, and stop', async () => {
    const both = agents(['a', 'b']);
    both.start();
    const pids = [await until(() => pidOf('a')), await until(() => pidOf('b'))];
    expect(new Set(pids).size).toBe(2);
    await both.stop();
    expect(pids.map((pid) => identify(pid))).toEqual([null, null]);
  });

  it('are started again when they die', async () => {
    agents(['a']).start();
    const first = await until(() => pidOf('a'));
    process.kill(first, 'SIGKILL');
    const second = await until(async () => ((await pidOf('a')) === first ? null : pidOf('a')));
    expect(second).not.toBe(first);
  });

  it('are started at once when somebody waits for them, however often they died', async () => {
    const made = agents(['a']);
    made.start();
    let pid = await until(() => pidOf('a'));
    // After the fourth death in a row the wait is four seconds.
    for (let death = 1; death <= 4; death++) {
      const before = pid;
      process.kill(before, 'SIGKILL');
      if (death === 4) await until(async () => (identify(before) ? null : true));
      const askedAtMs = performance.now();
      const asking = setInterval(() => made.hurry(), 20);
      pid = await until(async () => ((await pidOf('a')) === before ? null : pidOf('a')));
      clearInterval(asking);
      expect(performance.now() - askedAtMs).toBeLessThan(3_000);
    }
  });

  it('are found again by the next control plane, not doubled', async () => {
    const first = agents(['a']);
    first.start();
    const pid = await until(() => pidOf('a'));
    await first.leave();
    const next = agents(['a']);
    next.start();
    await next.leave();
    expect(await pidOf('a')).toBe(pid);
  });

  it('are started anew when they would be started differently now', async () => {
    const first = agents(['a']);
    first.start();
    const pid = await until(() => pidOf('a'));
    await first.leave();
    agents(['a'], 'other').start();
    await until(async () => ((await pidOf('a')) === pid ? null : pidOf('a')));
    expect(identify(pid)).toBeNull();
  });

  it('leave nothing behind that one which was killed could not end: its HAProxy', async () => {
    const one = agents(['a']);
    one.start();
    const pid = await until(() => pidOf('a'));
    await one.leave();
    process.kill(pid, 'SIGKILL');
    const left = await mkdtemp(join(tmpdir(), 'gantry-left-'));
    const child = spawn(process.execPath, ['-e', idle, left], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await writeFile(join(folder, 'a', 'haproxy.json'), JSON.stringify({ pid: child.pid, folder: left }));
    await until(async () => (await readFile(`/proc/${child.pid}/cmdline`, 'utf8')).includes(left) || null);
    await one.stop();
    await ended;
    expect(existsSync(left)).toBe(false);
  });

  it('are stopped when there should be fewer', async () => {
    const two = agents(['a', 'b']);
    two.start();
    const second = await until(() => pidOf('b'));
    await two.leave();
    agents(['a']).start();
    await until(async () => (identify(second) === null ? true : null));
  });
});
