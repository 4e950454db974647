import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createReplica, type DeploymentRow } from '@gantry/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callerOf } from './testing/call.ts';
import { type ServerProcess, startProcess, testToken } from './testing/server-process.ts';
import { until } from './testing/until.ts';

const kills = 3;
const writers = 8;

let folder: string;
let server: ServerProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-kill-'));
  server = await startProcess(folder);
});
afterEach(async () => {
  await server.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

const manifest = (name: string) => ({
  name,
  runtime: 'process',
  replicas: 0,
  template: { containers: [{ name: 'main', image: imageOf(0) }] },
});

const imageOf = (version: number) => `/opt/${version}`;
const versionOf = (image: string) => Number(image.slice(imageOf(0).length - 1));

/** Writes until the server is gone. `acknowledged` has the last version that each deployment was promised. */
function writeUntilGone(names: string[], from: number) {
  const api = callerOf(server.url, testToken);
  const acknowledged = new Map<string, number>();
  let count = 0;
  const write = async (name: string) => {
    for (let version = from; ; version += 1) {
      const { status } = await api.tell('deployments.setImage', { name, image: imageOf(version) });
      if (status !== 200) continue;
      acknowledged.set(name, version);
      count += 1;
    }
  };
  const gone = Promise.all(names.map((name) => write(name).catch(() => {})));
  return { acknowledged, count: () => count, gone };
}

describe('kill -9 of the control plane', () => {
  it(`${kills} times while ${writers} write: nothing acknowledged is lost, and a replica goes on where it was`, async () => {
    const names = Array.from({ length: writers }, (_, index) => `d${index}`);
    const port = new URL(server.url).port;
    const api = callerOf(server.url, testToken);
    for (const name of names) await api.tell('deployments.deploy', { manifest: manifest(name) });
    const client = connect({ url: server.url, token: testToken, retryDelayMs: () => 50 });
    const replica = createReplica({ source: client.changes });
    replica.watch('cluster');

    for (let round = 1; round <= kills; round += 1) {
      const writing = writeUntilGone(names, round * 1_000);
      const enough = 20 + Math.random() * 200;
      await until(() => (replica.tables.deployments.size === writers ? true : null), { what: 'the replica' });
      await until(() => (writing.count() >= enough ? true : null), { what: 'some writes' });
      await server.kill('SIGKILL');
      await writing.gone;
      server = await startProcess(folder, { GANTRY_PORT: port });

      const { data } = await api.ask('deployments.list', { limit: 100 });
      const found = new Map<string, number>(
        data.items.map((one: DeploymentRow) => [one.name, versionOf(one.images[0]!.image)]),
      );
      for (const [name, version] of writing.acknowledged)
        expect(found.get(name)).toBeGreaterThanOrEqual(version);
      await until(() => (replica.status('cluster').get().revision === data.revision ? true : null), {
        what: 'the replica after the restart',
      });
      const shown = new Map(
        Array.from(replica.tables.deployments.values(), ({ name, templateHash }) => {
          const template = replica.tables.templates.get(templateHash)?.template;
          return [name, versionOf(template?.containers[0]?.image ?? '')];
        }),
      );
      expect(shown).toEqual(found);
    }
    replica.close();
    await client.close();
  }, 240_000);
});
