import { createEngine } from '@gantry/engine';
import type { Command, CommandOf, TaskId } from '@gantry/model';
import { createMemoryDisk, createMemoryStore } from '@gantry/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ControlPlaneHost, createControlPlane } from './control-plane.ts';
import { createMemoryNodeKeys } from './node-keys.ts';
import { ada, aNode, applyWeb, scaleWeb } from './testing/builders.ts';
import { aHello, ScriptedAgent } from './testing/scripted-agent.ts';
import { VirtualClock } from './testing/virtual-clock.ts';
import { createMemoryVault } from './vault.ts';

const drainSeconds = 5;

const saveService: CommandOf<'service.save'> = {
  type: 'service.save',
  ...{ namespace: 'default', name: 'shop', labels: {}, annotations: {}, mode: 'either', ifGeneration: null },
  spec: {
    ...{ kind: 'cluster', deployment: 'web', selector: {}, ingress: [], affinitySeconds: null, drainSeconds },
    ports: [{ name: null, port: 80, targetPort: 8080, protocol: 'TCP', traffic: 'http', nodePort: null }],
  },
};

/** An agent that makes its tasks as it is told, and says when its services are so if `answers`. */
class ServingAgent extends ScriptedAgent {
  answers = true;
  #sequence = 0;

  /** The tasks it was told to stop. */
  get stopping(): TaskId[] {
    return this.all('assign').flatMap(({ assignments }) =>
      assignments.filter(({ desired }) => desired === 'stopped').map(({ taskId }) => taskId),
    );
  }

  /** The endpoints of the service as last told. */
  get endpoints(): TaskId[] {
    const told = this.all('services').flatMap(({ services }) => services);
    return told.at(-1)?.endpoints.map(({ taskId }) => taskId) ?? [];
  }

  applied(): void {
    this.say({ type: 'services-applied', revision: this.all('services').at(-1)!.revision });
  }

  override send(message: Parameters<ScriptedAgent['send']>[0]): void {
    super.send(message);
    if (message.type === 'services' && this.answers) queueMicrotask(() => this.applied());
    if (message.type !== 'assign') return;
    for (const { taskId, desired } of message.assignments) {
      const isStopped = desired === 'stopped';
      const state = isStopped ? 'stopped' : 'running';
      queueMicrotask(() => this.report(++this.#sequence, { taskId, state, ready: !isStopped }));
    }
  }
}

const vault = createMemoryVault();
const clock = { current: new VirtualClock() };
let plane: ControlPlaneHost;
let agents: ServingAgent[];

async function submit(command: Command): Promise<void> {
  const [reply] = await Promise.all([plane.submit(command, ada), clock.current.settle()]);
  if (!reply.ok) throw new Error(reply.error.message);
  await clock.current.settle();
}

async function join(name: string): Promise<ServingAgent> {
  const agent = new ServingAgent();
  plane.connectAgent(agent);
  agent.say(aHello({ node: aNode({ name }) }));
  await clock.current.settle();
  return agent;
}

beforeEach(async () => {
  clock.current = new VirtualClock();
  plane = createControlPlane({
    store: createMemoryStore(createMemoryDisk()),
    createEngine: (snapshot) => createEngine(snapshot, { development: true }),
    agents: {
      openKeys: createMemoryNodeKeys,
      ...{ isJoinToken: () => true, leaseMs: 40_000, heartbeatMs: 5_000 },
    },
    clock: clock.current,
    vault,
    onFatal: (error) => {
      throw error;
    },
  });
  await plane.start();
  agents = [await join('one'), await join('two')];
  await submit(applyWeb(2));
  await submit(saveService);
});

const stopping = () => agents.flatMap((agent) => agent.stopping);

describe('what nodes are told of services', () => {
  test('every node gets every service, with its ready tasks', () => {
    for (const agent of agents) expect(agent.endpoints).toHaveLength(2);
    expect(agents[0]!.all('services')[0]!.network).toMatchObject({ range: '198.18.0.0/22' });
  });

  test('one that connects later is told all of them', async () => {
    const late = await join('late');
    expect(late.all('services')).toMatchObject([{ services: [{ name: 'shop' }] }]);
    expect(late.endpoints).toHaveLength(2);
  });

  test('what does not change its ready tasks is no news; a deleted one is gone', async () => {
    const [agent] = agents;
    const before = agent!.all('services').length;
    await submit({ type: 'namespace.save', name: 'default', labels: { a: 'b' }, annotations: {} });
    expect(agent!.all('services')).toHaveLength(before);
    await submit({ type: 'service.delete', namespace: 'default', name: 'shop' });
    expect(agent!.all('services').at(-1)!.gone).toHaveLength(1);
  });
});

test('the certificate of a rule is told with it, as it is now, and without one that is not whole', async () => {
  const [agent] = agents;
  const told = () => agent!.all('services').at(-1)!.services[0]!.certificates ?? [];
  const ingress = [{ host: 'shop.example', pathPrefix: '/', port: 80, tlsSecret: 'shop-tls' }];
  const ports = saveService.spec.ports.map((port) => ({ ...port, traffic: 'http' as const }));
  await submit({ ...saveService, spec: { ...saveService.spec, kind: 'ingress', ingress, ports } });
  expect(told()).toEqual([]);
  const save = (values: Record<string, string>) => {
    const place = { namespace: 'default', name: 'shop-tls' };
    const sealed = Object.entries(values).map(([key, value]) => [
      key,
      vault.seal({ ...place, key }, Buffer.from(value)),
    ]);
    return submit({
      ...{ type: 'secret.save', ...place, labels: {}, annotations: {}, mode: 'either', ifVersion: null },
      ...{ secretType: 'tls', immutable: false, data: Object.fromEntries(sealed), roll: false },
    });
  };
  await save({ 'tls.crt': 'C' });
  expect(told()).toEqual([]);
  await save({ 'tls.crt': 'C', 'tls.key': 'K' });
  expect(told()).toEqual([{ secret: 'shop-tls', certificate: 'C', key: 'K' }]);
  await save({ 'tls.crt': 'D', 'tls.key': 'L' });
  expect(told()).toEqual([{ secret: 'shop-tls', certificate: 'D', key: 'L' }]);
  await submit({ type: 'secret.delete', namespace: 'default', name: 'shop-tls', force: true } as Command);
  expect(told()).toEqual([]);
});

describe('a task that is told to stop', () => {
  test('[SV2] its agent hears it only when every node has taken it out', async () => {
    const [one, two] = agents;
    two!.answers = false;
    await submit(scaleWeb(1));
    expect(one!.endpoints).toHaveLength(1);
    expect(stopping()).toEqual([]);
    two!.applied();
    await clock.current.settle();
    expect(stopping()).toHaveLength(1);
  });

  test('[SV2] a node that never answers holds it up for the drain time and no longer', async () => {
    agents[1]!.answers = false;
    await submit(scaleWeb(1));
    await clock.current.advance(drainSeconds * 1_000);
    expect(stopping()).toEqual([]);
    await clock.current.advance(3_000);
    expect(stopping()).toHaveLength(1);
  });

  test('[SV2] nor does one whose connection ends', async () => {
    const bystander = await join('three');
    bystander.answers = false;
    await submit(scaleWeb(1));
    expect(stopping()).toEqual([]);
    bystander.close('network');
    await clock.current.settle();
    expect(stopping()).toHaveLength(1);
  });

  test('one that no service has is told at once, and so is one that has no time', async () => {
    for (const agent of agents) agent.answers = false;
    const [task] = plane.view.all('tasks');
    await submit({ type: 'task.kill', task: task!.id, graceSeconds: 0, reason: 'now' });
    expect(stopping()).toEqual([task!.id]);
    await submit({ type: 'service.delete', namespace: 'default', name: 'shop' });
    await submit(scaleWeb(0));
    expect(stopping().length).toBeGreaterThan(1);
  });
});
