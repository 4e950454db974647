import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { helloImages, programsFolder } from './index.ts';

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts a program on a free port; resolves with its address once it has said which. */
async function serve(file: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [file], { env: { PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const [line] = await once(createInterface({ input: child.stdout! }), 'line');
  return { child, url: `http://127.0.0.1:${/port (\d+)/.exec(line)?.[1]}` };
}

const textOf = async (url: string) => (await fetch(url)).text();

describe.each([1, 2] as const)('hello %d', (version) => {
  const file = `${helloImages.process[version]}/server.cjs`;

  test('says its version and that it is well', async () => {
    const { url } = await serve(file);
    expect(await textOf(`${url}/version`)).toBe(`${version}\n`);
    expect(await textOf(`${url}/healthz`)).toBe('ok\n');
    expect(await textOf(url)).toContain(`this is version ${version}`);
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
  });

  test('leaves with exit code 0 when it is asked to', async () => {
    const { child, url } = await serve(file);
    await textOf(url);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

test('the page of version 2 looks different', async () => {
  const [one, two] = [
    await serve(`${helloImages.process[1]}/server.cjs`),
    await serve(`${helloImages.process[2]}/server.cjs`),
  ];
  const colour = async (url: string) => /background: (#\w+)/.exec(await textOf(url))?.[1];
  expect(await colour(one.url)).not.toBe(await colour(two.url));
});

test('the one that crashes exits with 7 and says why', async () => {
  const child = spawn(process.execPath, [`${programsFolder}/crash/main.cjs`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.push(child);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  expect(await once(child, 'close')).toEqual([7, null]);
  expect(said).toContain('no database');
});

test('the one that never gets ready answers 503', async () => {
  const { url } = await serve(`${programsFolder}/never-ready/server.cjs`);
  expect((await fetch(url)).status).toBe(503);
});
