import { createEngine } from '@gantry/engine';
import type { Command, ImageLook, ImageRequest } from '@gantry/model';
import { createMemoryDisk, createMemoryStore } from '@gantry/store';
import { beforeEach, expect, test } from 'vitest';
import { type ControlPlaneHost, createControlPlane } from './control-plane.ts';
import { createMemoryNodeKeys } from './node-keys.ts';
import { ada, aNode, applyWeb } from './testing/builders.ts';
import { aHello, ScriptedAgent } from './testing/scripted-agent.ts';
import { VirtualClock } from './testing/virtual-clock.ts';

/** A node that says of each image what a test tells it to. null: it says nothing at all. */
class LookingAgent extends ScriptedAgent {
  said: ((image: string, asksFar: boolean) => ImageLook['found']) | null = () => 'here';

  get asked(): ImageRequest[] {
    return this.all('request').flatMap(({ request }) => (request.kind === 'images' ? [request] : []));
  }

  override send(message: Parameters<ScriptedAgent['send']>[0]): void {
    super.send(message);
    if (message.type !== 'request' || message.request.kind !== 'images' || this.said === null) return;
    const { requestId, request } = message;
    const looks = request.sought.map(({ image }) => ({
      ...{ found: this.said!(image, request.asksFar), imageId: '', message: 'it cannot be pulled' },
    }));
    const dataBase64 = Buffer.from(JSON.stringify(looks)).toString('base64');
    queueMicrotask(() => {
      this.say({ type: 'stream-data', requestId, channel: 'data', dataBase64, atMs: null });
      this.say({ type: 'stream-end', requestId, exitCode: null, error: null });
    });
  }
}

const named = { namespace: 'default', name: 'web' };
const rollback: Command = {
  ...{ type: 'deployment.rollback', ...named, toRevision: null, replicas: null, cause: null, planHash: null },
};
const setImage = (image: string): Command => ({
  ...{ type: 'deployment.setImage', ...named, container: null, image, cause: null, planHash: null },
});

let clock: VirtualClock;
let plane: ControlPlaneHost;
let agents: LookingAgent[];

async function submit(command: Command, ms = 0) {
  const submitted = plane.submit(command, ada);
  await (ms > 0 ? clock.advance(ms) : clock.settle());
  return await submitted;
}

async function join(name: string): Promise<LookingAgent> {
  const agent = new LookingAgent();
  plane.connectAgent(agent);
  agent.say(aHello({ node: aNode({ name }) }));
  await clock.settle();
  return agent;
}

beforeEach(async () => {
  clock = new VirtualClock();
  plane = createControlPlane({
    store: createMemoryStore(createMemoryDisk()),
    createEngine: (snapshot) => createEngine(snapshot, { development: true }),
    agents: {
      openKeys: createMemoryNodeKeys,
      ...{ isJoinToken: () => true, leaseMs: 400_000, heartbeatMs: 5_000 },
    },
    clock,
    onFatal: (error) => {
      throw error;
    },
  });
  await plane.start();
  agents = [await join('one'), await join('two')];
  expect(await submit(applyWeb(0))).toMatchObject({ ok: true });
  expect(await submit(setImage('/opt/other:2'))).toMatchObject({ ok: true });
});

const gone = (_: string, asksFar: boolean) => (asksFar ? 'gone' : 'elsewhere');

test('[RV13] what no node has and nobody gives is refused, and taken again once a node has it', async () => {
  for (const agent of agents) agent.said = gone;
  const refused = await submit(rollback);
  expect(refused).toMatchObject({ ok: false, error: { code: 'image_gone' } });
  expect(!refused.ok && refused.error.message).toMatch(
    /^Revision 1 of web cannot run any more: none of 2 nodes has .* any more \(it cannot be pulled\)\./,
  );
  agents[1]!.said = () => 'here';
  expect(await submit(rollback)).toMatchObject({ ok: false });
  await clock.advance(1_000);
  expect(await submit(rollback)).toMatchObject({ ok: true });
});

test('a node that could fetch it is enough, and its registry is not asked again', async () => {
  agents[0]!.said = gone;
  agents[1]!.said = (_, asksFar) => (asksFar ? 'far' : 'elsewhere');
  await plane.lookBefore(rollback);
  await clock.advance(10_000);
  await plane.lookBefore(rollback);
  expect(agents.map(({ asked }) => asked.map(({ asksFar }) => asksFar))).toEqual([
    [false, true, false],
    [false, true, false],
  ]);
  expect(await submit(rollback)).toMatchObject({ ok: true });
});

test('a plan that looked a moment ago spares the command the question', async () => {
  await plane.lookBefore(rollback);
  expect(await submit(rollback)).toMatchObject({ ok: true });
  expect(agents[0]!.asked).toHaveLength(1);
});

test('what brings nothing back asks nobody', async () => {
  await submit(setImage('/opt/other:3'));
  await submit({ type: 'deployment.scale', ...named, replicas: 1, planHash: null });
  expect(agents.flatMap(({ asked }) => asked)).toEqual([]);
});

test('a node that does not answer holds up nobody for long, and is not waited for again', async () => {
  for (const agent of agents) agent.said = gone;
  agents[1]!.said = null;
  expect(await submit(rollback, 2_000)).toMatchObject({ ok: true });
  await submit(setImage('/opt/other:4'));
  await clock.advance(5_000);
  expect(await submit({ ...rollback, toRevision: 1 } as Command)).toMatchObject({ ok: true });
  expect(agents[1]!.asked).toHaveLength(1);
});

test('all that a deployment ran before is asked for at once, and registries for the newest only', async () => {
  for (let version = 3; version <= 14; version++) await submit(setImage(`/opt/other:${version}`));
  for (const agent of agents) agent.said = gone;
  const deployment = plane.view.deployment('default', 'web')!;
  const kept = plane.view.revisionsOf(deployment.id).length;
  const looked = plane.lookAtRevisions(deployment);
  await clock.settle();
  await looked;
  expect(agents[0]!.asked.map(({ sought }) => sought.length)).toEqual([kept - 1, Math.min(10, kept - 1)]);
  const lost = plane.view.revisionsOf(deployment.id).filter((revision) => revision.lost?.kind === 'gone');
  expect(lost).toHaveLength(Math.min(10, kept - 1));
});
