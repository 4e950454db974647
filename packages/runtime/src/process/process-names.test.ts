import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { RuntimeDriver } from '../port.ts';
import { aRequest } from '../testing/container-request.ts';
import { eventually } from '../testing/eventually.ts';
import { runExec } from '../testing/run-exec.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createProcessDriver } from './process-driver.ts';

const names = { servers: ['198.18.9.10'], search: ['shop.svc.gantry.local', 'svc.gantry.local'] };
const written = `nameserver 198.18.9.10
search shop.svc.gantry.local svc.gantry.local
options timeout:1 attempts:5
`;

const why = whyNoMounts();
if (why !== null) console.warn(`names of processes: skipped, ${why}`);

function whyNoMounts(): string | null {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return `a process cannot be given mounts of its own here: ${(error as Error).message}`;
  }
}

function aDriver(namesFor: () => Promise<typeof names | null>): RuntimeDriver {
  const driver = createProcessDriver({ root: temporaryFolder(), namesFor });
  onTestFinished(async () => {
    for (const { runtimeId } of await driver.list()) await driver.remove(runtimeId);
    await driver.close();
  });
  return driver;
}

async function outputOf(driver: RuntimeDriver, runtimeId: string): Promise<string> {
  const state = async () => (await driver.list()).find((one) => one.runtimeId === runtimeId)?.state;
  await eventually('its end', async () => (await state()) === 'exited');
  let text = '';
  const query = { follow: false, tailLines: null, sinceMs: null, signal: new AbortController().signal };
  for await (const line of driver.logs(runtimeId, query)) text += `${line.text}\n`;
  return text;
}

test.skipIf(why !== null)(
  `a process has the cluster’s resolver${why === null ? '' : ` (skipped: ${why})`}`,
  async () => {
    const driver = aDriver(async () => names);
    const machines = readFileSync('/etc/resolv.conf', 'utf8');
    const request = { namespace: 'shop', environment: { 'odd.name': 'x y' } };
    const shell = ['/bin/sh', '-c', 'cat /etc/resolv.conf; echo "$GANTRY_NAME_SERVER $1"', 'sh', 'a "b" $c'];
    const { runtimeId } = await driver.start(aRequest({ command: shell }, request));
    expect(await outputOf(driver, runtimeId)).toBe(`${written}198.18.9.10 a "b" $c\n`);
    const told = await driver.start(aRequest({ command: ['/usr/bin/env'] }, request));
    expect(await outputOf(driver, told.runtimeId)).toMatch(/^odd\.name=x y$/m);
    expect(readFileSync('/etc/resolv.conf', 'utf8')).toBe(machines);
  },
);

test.skipIf(why !== null)('and so has a command that is run beside it', async () => {
  const driver = aDriver(async () => names);
  const { runtimeId } = await driver.start(aRequest({ command: ['/bin/sleep', '1000'] }));
  const { stdout } = await runExec(driver, runtimeId, ['cat', '/etc/resolv.conf']);
  expect(stdout).toBe(written);
});

test('where the cluster’s names are not answered it has the machine’s', async () => {
  const driver = aDriver(async () => null);
  const command = ['/bin/sh', '-c', 'cat /etc/resolv.conf; echo "[$GANTRY_NAME_SERVER]"'];
  const { runtimeId } = await driver.start(aRequest({ command }));
  expect(await outputOf(driver, runtimeId)).toBe(
    `${readFileSync('/etc/resolv.conf', 'utf8').trimEnd()}\n[]\n`,
  );
});
