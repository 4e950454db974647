import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newClusterId } from '@gantry/toolchain/cluster-id';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, callerOf } from './testing/call.ts';
import { runScript, type ServerProcess, startProcess, testToken } from './testing/server-process.ts';
import { until } from './testing/until.ts';

/** Names as real programs on a real node ask for them: by getent, dig and SRV, and one by its own end. */
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('Names on a node: skipped, as only root may give processes a resolver');

let folder: string;
let server: ServerProcess;
let api: Caller;

beforeAll(async () => {
  if (!isRoot) return;
  folder = await mkdtemp(join(tmpdir(), 'gantry-names-'));
  // Addresses follow from it, and those of clusters that other workers run now are to be others.
  await writeFile(join(folder, 'cluster-id'), `${newClusterId(process.env)}\n`);
  server = await startProcess(folder, { GANTRY_LOCAL_AGENTS: '1' });
  api = callerOf(server.url, testToken);
});
afterAll(async () => {
  if (!isRoot) return;
  await server.kill('SIGTERM');
  await runScript('stop', folder);
  await rm(folder, { recursive: true, force: true });
});

/** Serves, and asks for itself when it is told to stop. */
const shop = `
const { createServer } = require("node:http");
const { resolve4, resolveSrv } = require("node:dns/promises");
const { GANTRY_TASK_NAME: own, PORT } = process.env;
const service = "shop.default.svc.gantry.local";
const asked = (answer) => answer.then((found) => JSON.stringify(found), (error) => error.code);
createServer((request, response) => response.end("shop")).listen(Number(PORT));
console.log("port", PORT);
process.on("SIGTERM", async () => {
  const places = await asked(resolveSrv("_http._tcp.tasks." + service));
  console.log("at SIGTERM", await asked(resolve4(own + "." + service)), places.includes('"port":' + PORT));
  process.exit(0);
});
`;

/** Says when it first finds the service that is not there yet, as libc and dig find it. */
const asker = `
const { lookup, resolveSrv } = require("node:dns/promises");
const { execFile } = require("node:child_process");
const run = (...line) => new Promise((done) => execFile(line[0], line.slice(1), (error, out) => done(error ? error.code + " " : out)));
console.log("asking");
const ask = async () => {
  const found = await lookup("late").catch(() => null);
  if (found === null) return setTimeout(ask, 20);
  const getent = await run("getent", "ahostsv4", "late");
  const dig = await run("dig", "+short", "+search", "late");
  const [srv] = await resolveSrv("_http._tcp.late.default.svc.gantry.local");
  const reached = await fetch("http://late/").then((answer) => answer.text());
  console.log(["found", found.address, getent.split(" ")[0], dig.trim(), srv.port, reached].join("|"));
};
ask();
setInterval(() => {}, 1000);
`;

const deployment = (name: string, replicas: number, program: string, ports: object[] = []) => ({
  name,
  replicas,
  runtime: 'process',
  template: {
    terminationGracePeriodSeconds: 10,
    containers: [
      {
        name: 'main',
        command: [process.execPath, '-e', program],
        ports,
        ...(ports.length > 0 ? { readinessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 1 } } : {}),
      },
    ],
  },
});
const service = (name: string) => ({
  name,
  deployment: 'shop',
  ports: [{ name: 'http', port: 80, targetPort: 'http' }],
});

interface Task {
  id: string;
  deployment: string;
  ready: boolean;
  desired: string;
}

const tasksOf = async (name: string): Promise<Task[]> =>
  (await api.ask('tasks.list', { deployment: name })).data.items;
const logOf = async (task: string): Promise<string> =>
  JSON.stringify((await api.ask('tasks.logs', { task })).data);

async function accepted(procedure: string, input: object): Promise<void> {
  const { status, error } = await api.tell(procedure, input);
  expect([status, error?.message]).toEqual([200, undefined]);
}

describe.skipIf(!isRoot)(`names on a node${isRoot ? '' : ' (skipped: needs root)'}`, () => {
  test('a service is found by its short name within 2 s of its creation, by libc, dig and SRV, and reached', async () => {
    await accepted('deployments.deploy', {
      manifest: deployment('shop', 2, shop, [{ name: 'http', containerPort: 0 }]),
    });
    await accepted('services.save', { manifest: service('shop') });
    await accepted('deployments.deploy', { manifest: deployment('asker', 1, asker) });
    await until(async () => (await tasksOf('shop')).filter(({ ready }) => ready).length === 2 || null, {
      what: 'two ready tasks of shop',
    });
    const [task] = await until(
      async () => ((await tasksOf('asker')).length === 1 ? tasksOf('asker') : null),
      {
        what: 'a task of asker',
      },
    );
    await until(async () => (await logOf(task!.id)).includes('asking') || null, { what: 'asker asks' });
    const begunMs = performance.now();
    await accepted('services.save', { manifest: service('late') });
    const log = await until(
      async () => {
        const said = await logOf(task!.id);
        return said.includes('found|') ? said : null;
      },
      { what: 'asker finds it' },
    );
    expect(performance.now() - begunMs).toBeLessThan(2_000);
    const { data } = await api.ask('services.get', { name: 'late' });
    const [, ...found] = /(found\|[^"]*)"/.exec(log)![1]!.split('|');
    const address = data.clusterAddress;
    // dig is of Debian's bind9-dnsutils, which not every machine has.
    expect(found[2]).toMatch(new RegExp(`^(${address}|ENOENT)$`));
    expect([found[0], found[1], ...found.slice(3)]).toEqual([address, address, '80', 'shop']);
  });

  test('a task that is removed is gone from every answer before its SIGTERM', async () => {
    const before = await tasksOf('shop');
    await accepted('deployments.scale', { name: 'shop', replicas: 1 });
    const removed = await until(
      async () => {
        const left = (await tasksOf('shop')).filter(({ desired }) => desired === 'running');
        return left.length === 1 ? before.find(({ id }) => id !== left[0]!.id) : null;
      },
      { what: 'one of them is told to stop' },
    );
    const log = await until(
      async () => {
        const said = await logOf(removed!.id);
        return said.includes('at SIGTERM') ? said : null;
      },
      { what: 'it hears that it is to stop' },
    );
    expect(/at SIGTERM [^"]*/.exec(log)![0].trim()).toBe('at SIGTERM ENOTFOUND false');
  });
});
