import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, callerOf } from './testing/call.ts';
import { runScript, type ServerProcess, startProcess, testToken } from './testing/server-process.ts';
import { until } from './testing/until.ts';

/** Two values that are nowhere else on this machine, so that one which is found has leaked. */
const inVariable = `variable-${randomBytes(16).toString('hex')}`;
const inFile = `file-${randomBytes(16).toString('hex')}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let folder: string;
let server: ServerProcess;
let api: Caller;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-secrets-'));
  server = await startProcess(folder, { GANTRY_LOCAL_AGENTS: '1' });
  api = callerOf(server.url, testToken);
});
afterAll(async () => {
  await server.kill('SIGTERM');
  await runScript('stop', folder);
  await rm(folder, { recursive: true, force: true });
});

/** Shows that it has both, by their hashes, without ever writing them anywhere. */
const program = [
  'const { createHash } = require("node:crypto");',
  'const { readFileSync } = require("node:fs");',
  'const sha256 = (text) => createHash("sha256").update(text).digest("hex");',
  'console.log(sha256(process.env.PASSWORD), sha256(readFileSync("run/login/token", "utf8")));',
  'setInterval(() => {}, 1000);',
].join('\n');

const manifest = {
  name: 'reader',
  runtime: 'process',
  template: {
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: 'main',
        command: [process.execPath, '-e', program],
        env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }],
        volumeMounts: [{ name: 'login', mountPath: '/run/login' }],
      },
    ],
    volumes: [{ name: 'login', secret: { secretName: 'login', items: [{ key: 'token', path: 'token' }] } }],
  },
};

const taskOf = async (state: string) => {
  const { data } = await api.ask('tasks.list', { limit: 10 });
  return data.items.find((task: { state: string }) => task.state === state) ?? null;
};

test('a secret is where it must be, and nowhere else', async () => {
  const heard = listen();
  expect((await api.tell('deployments.deploy', { manifest })).status).toBe(200);
  const waiting = await until(async () => (await taskOf('pending'))?.unplaced && taskOf('pending'), {
    what: 'the task says what it waits for',
  });
  expect(waiting.unplaced.message).toContain('It waits for the secret login');

  const data = { password: inVariable, token: inFile };
  expect((await api.tell('secrets.save', { manifest: { name: 'login', data } })).status).toBe(200);
  const task = await until(() => taskOf('running'), { what: 'the task runs once the secret is there' });
  const told = await until(
    async () => {
      const { data: logs } = await api.ask('tasks.logs', { task: task.id });
      return JSON.stringify(logs).includes(sha256(inVariable)) ? JSON.stringify(logs) : null;
    },
    { what: 'the program has both' },
  );
  expect(told).toContain(sha256(inFile));

  const [held] = await secretFiles('token');
  expect((await stat(held!)).mode & 0o777).toBe(0o600);
  expect(await readFile(held!, 'utf8')).toBe(inFile);

  const answers = await Promise.all([
    api.ask('secrets.list'),
    api.ask('secrets.get', { name: 'login' }),
    api.ask('deployments.get', { name: 'reader' }),
    api.ask('deployments.plan', { action: 'restart', name: 'reader' }),
    api.ask('tasks.get', { task: task.id }),
    api.ask('events.list'),
    api.ask('audit.list'),
  ]);
  for (const secret of [inVariable, inFile]) {
    const forms = [secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')];
    for (const form of forms) {
      expect(await filesWith(folder, form)).toEqual([]);
      expect(server.printed()).not.toContain(form);
      expect(heard.text()).not.toContain(form);
      expect(JSON.stringify(answers)).not.toContain(form);
    }
  }
  expect(heard.text()).toContain('"table":"secrets"');
  heard.stop();

  expect((await api.tell('deployments.scale', { name: 'reader', replicas: 0 })).status).toBe(200);
  await until(async () => ((await secretFiles('token')).length === 0 ? true : null), {
    what: 'the secret file goes with the task',
  });
});

/** Everything that a browser hears of the whole cluster. */
function listen(): { text(): string; stop(): void } {
  const abort = new AbortController();
  let text = '';
  const read = async (scope: string) => {
    const input = encodeURIComponent(JSON.stringify({ scopes: [scope] }));
    const response = await fetch(`${server.url}/trpc/changes?input=${input}`, {
      headers: { authorization: `Bearer ${testToken}`, accept: 'text/event-stream' },
      signal: abort.signal,
    });
    for await (const chunk of response.body!) text += Buffer.from(chunk).toString();
  };
  for (const scope of ['cluster', 'configuration', 'tasks', 'events', 'deployment:default/reader'])
    void read(scope).catch(() => {});
  return { text: () => text, stop: () => abort.abort() };
}

/** grep's own eyes, through binary files as well; symbolic links are not followed. */
async function filesWith(path: string, text: string): Promise<string[]> {
  const grep = promisify(execFile)('grep', ['-rlaF', '--', text, path]);
  return grep.then(
    ({ stdout }) => stdout.split('\n').filter(Boolean),
    (error: { code: number }) => {
      if (error.code === 1) return [];
      throw error;
    },
  );
}

/** The files of this cluster's tasks in the folders of memory that agents keep secrets in. */
async function secretFiles(name: string): Promise<string[]> {
  const key = createHash('sha256')
    .update(join(folder, 'agents', 'node-1'))
    .digest('hex')
    .slice(0, 16);
  const root = join('/dev/shm', `gantry-agent-${key}`);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.name === name).map((entry) => join(entry.parentPath, entry.name));
}
