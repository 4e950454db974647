import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LogLine, RuntimeDriver } from '../port.ts';
import { aRequest } from '../testing/container-request.ts';
import { eventually } from '../testing/eventually.ts';
import { makeTarball } from '../testing/tarball.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { readProgram } from './container-folder.ts';
import { isAlive, readStat } from './proc.ts';
import { createProcessDriver, type ProcessDriverOptions } from './process-driver.ts';

/** What is of plain processes alone; the rest is in the contract. */

const noAbort = new AbortController().signal;
const runs = (script: string) => ({ command: ['/bin/sh', '-c', script] });
const serves = runs('trap "exit 0" TERM; echo ready; sleep 1000 & wait');

function aDriver(options: Partial<ProcessDriverOptions> = {}): { driver: RuntimeDriver; root: string } {
  const root = options.root ?? temporaryFolder();
  const driver = createProcessDriver({ root, ...options });
  onTestFinished(async () => {
    for (const { runtimeId } of await driver.list()) await driver.remove(runtimeId);
    await driver.close();
  });
  return { driver, root };
}

async function readLog(driver: RuntimeDriver, runtimeId: string): Promise<LogLine[]> {
  const lines = [];
  const query = { follow: false, tailLines: null, sinceMs: null, signal: noAbort };
  for await (const line of driver.logs(runtimeId, query)) lines.push(line);
  return lines;
}

const whenExited = (driver: RuntimeDriver, runtimeId: string) =>
  eventually(`${runtimeId} to exit`, async () =>
    (await driver.list()).find((one) => one.runtimeId === runtimeId && one.state === 'exited'),
  );

async function textOf(driver: RuntimeDriver, runtimeId: string): Promise<string> {
  await whenExited(driver, runtimeId);
  return (await readLog(driver, runtimeId)).map(({ text }) => text).join('\n');
}

const programOf = (root: string, runtimeId: string) => readProgram(join(root, 'containers', runtimeId))!;

test('agents of one machine, each with its own root, do not see each other', async () => {
  const [one, other] = [aDriver(), aDriver()];
  const request = aRequest(serves);
  const [mine, theirs] = await Promise.all([one.driver.start(request), other.driver.start(request)]);
  expect(mine.runtimeId).toBe(theirs.runtimeId);
  await one.driver.remove(mine.runtimeId);
  expect(await one.driver.list()).toEqual([]);
  expect(await other.driver.list()).toMatchObject([{ state: 'running' }]);
});

test('nothing is left of a removed container, nor of one that could not start', async () => {
  const { driver, root } = aDriver();
  await driver.remove((await driver.start(aRequest(serves))).runtimeId);
  await driver.start(aRequest({ command: ['/no/such/program'] })).catch(() => {});
  expect(readdirSync(join(root, 'containers'))).toEqual([]);
  expect(findGroups()).toEqual([]);
});

test.each(['auto', 'off'] as const)(
  'a container has ended once nothing of it runs any more, with cgroups %s',
  async (cgroups) => {
    const { driver } = aDriver({ cgroups });
    const mark = `LEFT_BEHIND=${process.pid}`;
    const told = Promise.withResolvers<string[]>();
    const watching = new AbortController();
    onTestFinished(() => watching.abort());
    driver.watch(({ state }) => state === 'exited' && told.resolve(commandsWith(mark)), watching.signal);
    const leaves = runs('i=0; while [ $i -lt 40 ]; do sleep 1000 & i=$((i+1)); done');
    await driver.start(aRequest(leaves, { environment: { LEFT_BEHIND: String(process.pid) } }));
    expect(await told.promise).toEqual([]);
  },
);

test('a program that has ended before anybody could look was started', async () => {
  const { driver } = aDriver({ cgroups: 'off' });
  // On a busy machine an agent may come to look only when all of it is over.
  const busy = setInterval(() => {
    const endMs = performance.now() + 100;
    while (performance.now() < endMs);
  });
  onTestFinished(() => clearInterval(busy));
  const { runtimeId } = await driver.start(aRequest(runs('sleep 1000 & exit 7')));
  clearInterval(busy);
  expect(await whenExited(driver, runtimeId)).toMatchObject({ exitCode: 7 });
});

/** What runs on this machine with this in its environment, as somebody at the machine would look. */
function commandsWith(variable: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const has = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(variable);
      return has ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
    } catch {
      return [];
    }
  });
}

/** The cgroups of the agent whose root this is: its container's last one takes their parent along. */
function findGroups(): string[] {
  const find = ['/sys/fs/cgroup', '-type', 'd', '-name', `contract-${process.pid}-*`];
  // Groups of other tests go while it looks, which find takes for a failure.
  return spawnSync('find', find, { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
}

test('no secret is written to the disk', async () => {
  const { driver, root } = aDriver();
  const secret = 'hunter2-and-more';
  const { runtimeId } = await driver.start(
    aRequest(serves, { environment: { PASSWORD: secret, 'odd.name': secret } }),
  );
  await eventually('the first line', async () => (await readLog(driver, runtimeId)).length > 0);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile())
      expect(readFileSync(join(entry.parentPath, entry.name), 'utf8')).not.toContain(secret);
  }
  const watcher = programOf(root, runtimeId).parentPid;
  expect(readFileSync(`/proc/${watcher}/cmdline`, 'utf8')).not.toContain(secret);
});

test('the agent passes on nothing of its own environment', async () => {
  process.env.GANTRY_TEST_OWN_SECRET = 'own';
  onTestFinished(() => void delete process.env.GANTRY_TEST_OWN_SECRET);
  const { driver } = aDriver();
  const { runtimeId } = await driver.start(aRequest({ command: ['env'] }));
  const names = (await textOf(driver, runtimeId)).split('\n').map((line) => line.split('=')[0]);
  // Some shells set these for what they start.
  const ofShells = ['SHLVL', '_', 'OLDPWD'];
  const passed = names.filter((name) => !ofShells.includes(name!));
  expect(passed.sort()).toEqual(['GANTRY_RUNTIME_ID', 'HOME', 'PATH', 'PWD']);
});

test('a program that is not there, not executable or not named is a failure to start, in words', async () => {
  const { driver, root } = aDriver();
  const plain = join(root, 'plain');
  writeFileSync(plain, 'text');
  const fails = async (container: Parameters<typeof aRequest>[0], sentence: RegExp) => {
    const started = driver.start(aRequest(container));
    await expect(started).rejects.toMatchObject({ reason: 'StartFailed' });
    await expect(started).rejects.toThrow(sentence);
  };
  await fails(
    { command: ['no-such-program-here'] },
    /there is no program "no-such-program-here" on this node in its PATH/,
  );
  await fails({ command: ['/no/such/program'] }, /there is no program "\/no\/such\/program" on this node/);
  await fails({ command: [plain] }, /is not executable; run it by its interpreter/);
  await fails({ command: [root] }, /there is no program/);
  await fails({ command: [] }, /there is nothing to run: name a command/);
  await fails({ command: ['true'], workingDir: '../..' }, /leaves the sandbox/);
  await fails({ command: ['true'], workingDir: '/no/such/folder' }, /is not a folder on this node/);
});

test('a terminal for the program itself is refused, not ignored', async () => {
  const { driver } = aDriver();
  const started = driver.start(aRequest({ ...serves, tty: true }));
  await expect(started).rejects.toMatchObject({ reason: 'Unsupported', retryable: false });
});

test('an artifact is the working folder; one file alone is the program', async () => {
  const { driver, root } = aDriver();
  const tarball = join(root, 'app.tgz');
  writeFileSync(
    tarball,
    await makeTarball([{ name: 'bin/hello', mode: 0o755, content: '#!/bin/sh\necho "hello from $PWD"\n' }], {
      gzip: true,
    }),
  );
  const file = join(root, 'single');
  writeFileSync(file, '#!/bin/sh\necho "single $1"\n', { mode: 0o755 });
  const packed = await driver.start(aRequest({ image: tarball, command: ['./bin/hello'] }));
  const single = await driver.start(aRequest({ image: file, args: ['argument'] }));
  expect(await textOf(driver, packed.runtimeId)).toBe(
    `hello from ${join(root, 'containers', packed.runtimeId, 'sandbox')}`,
  );
  expect(await textOf(driver, single.runtimeId)).toBe('single argument');
  expect(packed.imageId).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('mounts are links in the sandbox, over what the artifact has there; a volume outlives its container', async () => {
  const { driver, root } = aDriver();
  const data = join(root, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'greeting'), 'hello');
  const mounts = [
    { source: data, kind: 'path', target: '/etc/app', readOnly: true },
    { source: 'store', kind: 'volume', target: '/var/store', readOnly: false },
  ] as const;
  const request = aRequest(runs('cat etc/app/greeting; echo kept >var/store/file'), { mounts: [...mounts] });
  const { runtimeId } = await driver.start(request);
  expect(await textOf(driver, runtimeId)).toBe('hello');
  await driver.remove(runtimeId);
  expect(readFileSync(join(data, 'greeting'), 'utf8')).toBe('hello');
  expect(readFileSync(join(root, 'volumes/store/file'), 'utf8')).toBe('kept\n');
});

test.each([
  { source: '../escape', kind: 'volume', target: '/data', readOnly: false } as const,
  { source: '/tmp', kind: 'path', target: '/..', readOnly: false } as const,
])('a mount that would reach beyond is refused (%o)', async (mount) => {
  const { driver } = aDriver();
  const started = driver.start(aRequest(serves, { mounts: [mount] }));
  await expect(started).rejects.toMatchObject({ reason: 'StartFailed' });
});

test('when watcher and program are killed together, the container is found ended, its children gone', async () => {
  const { driver, root } = aDriver();
  const { runtimeId } = await driver.start(aRequest(runs('setsid sleep 1000 & echo ready; sleep 1000')));
  await eventually('the first line', async () => (await readLog(driver, runtimeId)).length > 0);
  const child = await eventually('the child', () => childOf(programOf(root, runtimeId).pid));
  process.kill(programOf(root, runtimeId).parentPid, 'SIGKILL');
  process.kill(programOf(root, runtimeId).pid, 'SIGKILL');
  expect(await whenExited(driver, runtimeId)).toMatchObject({
    exitCode: null,
    signal: null,
    outOfMemory: false,
  });
  await eventually('the child to go', () => !isAlive(child));
});

function childOf(parentPid: number) {
  const pids = readFileSync(`/proc/${parentPid}/task/${parentPid}/children`, 'utf8').trim().split(' ');
  return pids.map((pid) => readStat(Number(pid))).find((stat) => stat !== null && stat.session === stat.pid);
}

test('when only the watcher is killed, the program goes on and can be stopped', async () => {
  const { driver, root } = aDriver();
  const { runtimeId } = await driver.start(aRequest(serves));
  const program = programOf(root, runtimeId);
  process.kill(program.parentPid, 'SIGKILL');
  await eventually(
    'the watcher to go',
    () => !isAlive(readStat(program.parentPid) ?? { pid: 0, startTicks: 0 }),
  );
  expect(await driver.list()).toMatchObject([{ state: 'running' }]);
  expect(await driver.stop(runtimeId, { graceMs: 5_000, signal: null })).toMatchObject({ state: 'exited' });
  expect(isAlive(program)).toBe(false);
});

test('after a reboot nothing runs, whatever has the same pid now', async () => {
  const { driver, root } = aDriver();
  const { runtimeId } = await driver.start(aRequest(serves));
  const file = join(root, 'containers', runtimeId, 'container.json');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...record, bootId: 'an-earlier-boot' }));
  const next = createProcessDriver({ root });
  expect(await next.list()).toMatchObject([{ runtimeId, state: 'exited', exitCode: null }]);
  await next.close();
  expect(isAlive(programOf(root, runtimeId))).toBe(true);
});

test('what an agent left half made is cleaned away, or started anew', async () => {
  const { driver, root } = aDriver();
  const request = aRequest(serves);
  const { runtimeId } = await driver.start(request);
  const file = join(root, 'containers', runtimeId, 'container.json');
  const record = readFileSync(file, 'utf8');
  await driver.remove(runtimeId);
  // Died before its record was there; and another one after it, before its program began.
  mkdirSync(join(root, 'containers/no-record/sandbox'), { recursive: true });
  mkdirSync(join(root, 'containers', runtimeId, 'log'), { recursive: true });
  writeFileSync(file, record);
  const { driver: next } = aDriver({ root });
  expect(await next.list()).toMatchObject([{ runtimeId, state: 'created' }]);
  expect(existsSync(join(root, 'containers/no-record'))).toBe(false);
  expect(await next.start(request)).toMatchObject({ runtimeId, state: 'running' });
});

test('a disk that takes no more marks stops neither the program nor the agent', async () => {
  const { driver, root } = aDriver();
  const { runtimeId } = await driver.start(aRequest(runs('sleep 0.3; echo one; sleep 0.3; exit 3')));
  // As good as a full disk: it cannot be appended to.
  mkdirSync(join(root, 'containers', runtimeId, 'stdout.marks'));
  expect(await whenExited(driver, runtimeId)).toMatchObject({ exitCode: 3 });
});

test('a record that a power cut left empty is cleaned away', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'containers/cut'), { recursive: true });
  writeFileSync(join(root, 'containers/cut/container.json'), '');
  expect(await aDriver({ root }).driver.list()).toEqual([]);
  expect(readdirSync(join(root, 'containers'))).toEqual([]);
});

test('a command cannot be run in what has ended, whatever has its pid now', async () => {
  const { driver } = aDriver();
  const { runtimeId } = await driver.start(aRequest(runs('exit 0')));
  await whenExited(driver, runtimeId);
  const request = { command: ['true'], tty: false, stdin: false, columns: null, rows: null };
  await expect(driver.exec(runtimeId, request)).rejects.toMatchObject({ reason: 'ExecFailed' });
});

test('the folder is for the agent alone', () => {
  const { root } = aDriver({ root: join(temporaryFolder(), 'agent') });
  expect(statSync(root).mode & 0o777).toBe(0o700);
});

test('fifty start at once and are all told of', async () => {
  const { driver } = aDriver();
  const running = new Set<string>();
  driver.watch(({ runtimeId, state }) => void (state === 'running' && running.add(runtimeId)), noAbort);
  const started = await Promise.all(Array.from({ length: 50 }, () => driver.start(aRequest(serves))));
  expect(started.every(({ state }) => state === 'running')).toBe(true);
  await eventually('all to be told', () => running.size === 50);
});
