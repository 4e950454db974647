import type {
  Change,
  DeploymentId,
  DeploymentRecord,
  EnvValue,
  NodeRecord,
  RevisionRecord,
  TaskId,
} from '@gantry/model';
import { expect, test } from 'vitest';
import { resolveEnvironment } from './environment.ts';
import { aContainer, aNode, aPort, aTask, aTemplate, nodeOne } from './testing/builders.ts';
import { replicaWith } from './testing/replica-with.ts';

const shop = 'd1' as DeploymentId;

function view(annotations: Record<string, string> = {}, ...more: Change[]) {
  const node = { ...aNode(), id: nodeOne } as NodeRecord;
  const deployment = { id: shop, name: 'shop', annotations } as DeploymentRecord;
  return replicaWith(
    { table: 'nodes', key: nodeOne, value: node },
    { table: 'deployments', key: shop, value: deployment },
    ...more,
  ).view;
}

const task = aTask({ id: 't9' as TaskId, name: 'shop-9', deploymentId: shop, revision: 4 });

test('a task knows its own names and where it runs', () => {
  expect(resolveEnvironment(task, aTemplate({ runtime: 'docker' }), view())).toEqual({
    GANTRY_TASK_ID: 't9',
    GANTRY_TASK_NAME: 'shop-9',
    GANTRY_NODE_NAME: 'one',
    GANTRY_NAMESPACE: 'default',
    GANTRY_DEPLOYMENT: 'shop',
    GANTRY_REVISION: '4',
    HOSTNAME: 'shop-9',
    HOST: '10.0.0.1',
  });
});

test('a task of no deployment has no deployment to know', () => {
  const environment = resolveEnvironment({ ...task, deploymentId: null }, aTemplate(), view());
  expect(environment).not.toHaveProperty('GANTRY_DEPLOYMENT');
  expect(environment).not.toHaveProperty('GANTRY_REVISION');
});

test('a process learns its ports as Marathon names them, each container its own PORT', () => {
  const containers = [
    aContainer({
      name: 'web',
      ports: [aPort({ name: 'http' }), aPort({ hostPort: null }), aPort({ name: 'my-admin' })],
    }),
    aContainer({ name: 'side', ports: [aPort({ name: 'http' })] }),
  ];
  const environment = resolveEnvironment(
    { ...task, hostPorts: [31_001, 31_002, 31_003] },
    aTemplate({ containers }),
    view(),
  );
  expect(environment).toMatchObject({
    PORT0: '31001',
    PORT1: '31002',
    PORT2: '31003',
    PORTS: '31001,31002,31003',
    PORT_HTTP: '31001',
    PORT_MY_ADMIN: '31002',
    'web/PORT': '31001',
    'side/PORT': '31003',
  });
  expect(environment).not.toHaveProperty('PORT3');
});

test('a container has ports of its own, and is told nothing of the host', () => {
  const template = aTemplate({ runtime: 'docker', containers: [aContainer({ ports: [aPort()] })] });
  expect(resolveEnvironment({ ...task, hostPorts: [31_001] }, template, view())).not.toHaveProperty('PORT0');
});

test.each([
  ['metadata.name', 'shop-9'],
  ['metadata.namespace', 'default'],
  ['metadata.uid', 't9'],
  ["metadata.labels['tier']", 'front'],
  ["metadata.labels['own']", 'yes'],
  ["metadata.labels['none']", ''],
  ["metadata.annotations['note']", 'n'],
  ['spec.nodeName', 'one'],
  ['spec.serviceAccountName', 'default'],
  ['status.hostIP', '10.0.0.1'],
])('the field %s', (path, expected) => {
  const value: EnvValue = { type: 'field', path };
  const template = aTemplate({
    labels: { tier: 'front', own: 'no' },
    annotations: { note: 'n' },
    containers: [aContainer({ env: [{ name: 'X', value }] })],
  });
  const environment = resolveEnvironment({ ...task, labels: { own: 'yes' } }, template, view());
  expect(environment['web/X']).toBe(expected);
});

test('literal values travel with the template, and an unknown field gives no variable', () => {
  const env = [
    { name: 'A', value: { type: 'literal', value: 'a' } as const },
    { name: 'B', value: { type: 'field', path: 'status.unknown' } as const },
  ];
  const environment = resolveEnvironment(task, aTemplate({ containers: [aContainer({ env })] }), view());
  expect(Object.keys(environment).filter((key) => key.includes('/'))).toEqual([]);
});

test('a container on the host’s network learns the ports it is to listen on', () => {
  const template = aTemplate({
    runtime: 'docker',
    hostNetwork: true,
    containers: [aContainer({ ports: [aPort({ containerPort: 0 })] })],
  });
  const environment = resolveEnvironment({ ...task, hostPorts: [31_001] }, template, view());
  expect(environment).toMatchObject({ PORT0: '31001', 'web/PORT': '31001' });
});

test('a Marathon app learns what Marathon tells', () => {
  const revision = { id: 'r4', deploymentId: shop, number: 4, createdAtMs: 0 } as unknown as RevisionRecord;
  const tables = view(
    { 'gantry.local/marathon-id': '/shop/web' },
    { table: 'revisions', key: 'r4', value: revision },
  );
  const container = aContainer({ image: 'web:1', ports: [aPort()] });
  const labels = { tier: 'front', 'gantry.local/app': 'web' };
  const template = aTemplate({ runtime: 'docker', labels, containers: [container] });
  expect(resolveEnvironment({ ...task, hostPorts: [31_001] }, template, tables)).toMatchObject({
    MARATHON_APP_ID: '/shop/web',
    MARATHON_APP_VERSION: '1970-01-01T00:00:00.000Z',
    MARATHON_APP_DOCKER_IMAGE: 'web:1',
    MARATHON_APP_RESOURCE_CPUS: '0.1',
    MARATHON_APP_LABELS: 'TIER',
    MARATHON_APP_LABEL_TIER: 'front',
    MESOS_TASK_ID: 't9',
    PORT0: '31001',
    PORT_80: '31001',
  });
});

test('a program is told what it may use, of its own container or another, in the unit it asks for', () => {
  const told = (
    resource: 'limits.cpu' | 'limits.memory' | 'requests.memory',
    divisor: string,
    container: string | null = null,
  ) => ({
    name: resource.toUpperCase().replace('.', '_'),
    value: { type: 'resource' as const, container, resource, divisor },
  });
  const containers = [
    aContainer({
      name: 'web',
      env: [told('limits.cpu', '1m'), told('limits.memory', '1Mi')],
      limits: { cpuMillis: 1_500, memoryBytes: 64 * 1024 ** 2 },
    }),
    aContainer({ name: 'side', env: [told('limits.memory', '1', 'web'), told('requests.memory', '1')] }),
  ];
  expect(resolveEnvironment(task, aTemplate({ containers }), view())).toMatchObject({
    'web/LIMITS_CPU': '1500',
    'web/LIMITS_MEMORY': '64',
    'side/LIMITS_MEMORY': String(64 * 1024 ** 2),
    'side/REQUESTS_MEMORY': String(containers[1]!.requests.memoryBytes),
  });
});

test('the address of a task is told where it is the node’s own, and left out where nobody knows it yet', () => {
  const env = ['status.podIP', 'status.podIPs', 'status.hostIPs'].map((path, index) => ({
    name: `V${index}`,
    value: { type: 'field' as const, path },
  }));
  const containers = [aContainer({ name: 'web', env })];
  const known = { 'web/V0': '10.0.0.1', 'web/V1': '10.0.0.1', 'web/V2': '10.0.0.1' };
  expect(resolveEnvironment(task, aTemplate({ runtime: 'process', containers }), view())).toMatchObject(
    known,
  );
  const apart = resolveEnvironment(task, aTemplate({ runtime: 'docker', containers }), view());
  expect(apart).not.toHaveProperty('web/V0');
  expect(apart).toHaveProperty('web/V2', '10.0.0.1');
});
