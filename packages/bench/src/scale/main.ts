import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ControlPlaneHost, silentLog } from '@gantry/controlplane';
import { startServer } from '@gantry/server-app/server';
import { scaleToken } from '../scale-cluster.ts';
import { Fleet } from './fleet.ts';
import { deploySimulated, makeHistory } from './history.ts';

/**
 * `node packages/bench/src/scale/main.ts [--nodes 10000] [--tasks 100000] [--changes 2000] [--deployments 100] [--revisions 1] [--port 0]`: the real control
 * plane with its doors and its store on disk, and simulated nodes in the same process. Prints a link when it is there.
 * `revisions`: as many of `app-1`, some of which fail and are rolled back.
 */
const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '10000' },
    tasks: { type: 'string', default: '100000' },
    changes: { type: 'string', default: '2000' },
    deployments: { type: 'string', default: '100' },
    revisions: { type: 'string', default: '1' },
    port: { type: 'string', default: '0' },
  },
});
const [nodes, tasks, changesPerSecond] = [values.nodes, values.tasks, values.changes].map(Number) as [
  number,
  number,
  number,
];
const [deployments, revisions] = [values.deployments, values.revisions].map(Number) as [number, number];
/** So many deployments come up at the same time. */
const underWay = 3;

const dataDir = await mkdtemp(join(tmpdir(), 'gantry-scale-'));
const server = await startServer(
  {
    ...{
      host: '127.0.0.1',
      port: Number(values.port),
      tlsPort: 0,
      standbyPort: null,
      ingressPort: 0,
      ingressTlsPort: 0,
      serviceRange: null,
    },
    ...{ dataDir, store: 'sqlite', secretKeyFile: null, token: scaleToken, localAgents: 0, hostNames: [] },
    webDir: resolve(import.meta.dirname, '../../../../apps/web/dist'),
  },
  { log: { ...silentLog, error: console.error }, onFatal: fail },
);

function fail(cause: unknown): void {
  console.error(cause);
  process.exit(1);
}

const startedAtMs = performance.now();
const say = (text: string) =>
  console.log(`${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s: ${text}`);
const fleet = await Fleet.join(server.plane, { nodes, token: server.data.joinToken });
say(`${nodes} nodes have joined`);
for (let number = 1; number <= deployments; number += 1) {
  await deploySimulated(server.plane, { name: `app-${number}`, replicas: tasks / deployments });
  await allReady(server.plane, (tasks / deployments) * (number - underWay));
}
await allReady(server.plane, tasks);
say(`${tasks} tasks are ready`);
if (revisions > 1) {
  await makeHistory(server.plane, { name: 'app-1', replicas: tasks / deployments, revisions });
  say(`${revisions} revisions of app-1`);
}
fleet.live({ changesPerSecond });
console.log(`Gantry runs. Open ${server.signInLink()}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
async function stop(): Promise<void> {
  fleet.stop();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
  process.exit(0);
}

/** Looked at now and then: the agents do what they are told in the meantime. */
async function allReady({ view }: ControlPlaneHost, wanted: number): Promise<void> {
  for (;;) {
    let ready = 0;
    for (const { status } of view.all('deployments')) ready += status.readyReplicas;
    if (ready >= wanted) return;
    await new Promise((next) => setTimeout(next, 20));
  }
}
