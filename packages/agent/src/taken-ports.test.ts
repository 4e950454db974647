import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { tryPort } from './port-trial.ts';
import { withoutPorts } from './taken-ports.ts';
import { AgentStage } from './testing/agent-stage.ts';
import { aContainer, anAssignment, aTemplate } from './testing/builders.ts';

const template = aTemplate({
  containers: [aContainer({ ports: [{ name: null, containerPort: 0, hostPort: 0, protocol: 'TCP' }] })],
});

/** A node that gives 31000 to 31099, some of which another program has. */
async function crowded(others: Set<number>): Promise<AgentStage> {
  const stage = new AgentStage({ isPortFree: async ({ hostPort }) => !others.has(hostPort) });
  await stage.run([anAssignment({ hostPorts: [31_005] })], template);
  return stage;
}

const described = (stage: AgentStage) => stage.control.all('describe').at(-1)?.node;

test('a port that another program has is tried, told first, and then the task is refused for it', async () => {
  const stage = await crowded(new Set([31_005]));
  await stage.advance(2_000);
  expect(stage.driver.calls).not.toContain('start web');
  expect(stage.last()).toMatchObject({
    state: 'failed',
    reason: 'PortTaken',
    message: 'port 31005 of its node is taken by another program',
  });
  const said = stage.control.said.map(({ type }) => type);
  const failedAt = stage.control.said.findIndex(
    (one) => one.type === 'report' && one.tasks.some(({ state }) => state === 'failed'),
  );
  expect(said.indexOf('describe')).toBeLessThan(failedAt);
  expect(described(stage)).toMatchObject({
    ports: [
      { begin: 31_000, end: 31_004 },
      { begin: 31_006, end: 32_000 },
    ],
    attributes: { 'taken-ports': '31005' },
  });
});

test('one that is let go of a moment later is given all the same', async () => {
  const others = new Set([31_005]);
  const stage = await crowded(others);
  await stage.advance(300);
  others.clear();
  await stage.advance(300);
  expect(stage.driver.calls).toContain('start web');
  expect(described(stage)).toBeUndefined();
});

test('one that is free again is told', async () => {
  const others = new Set([31_005]);
  const stage = await crowded(others);
  await stage.advance(2_000);
  others.clear();
  await stage.advance(6_000);
  expect(described(stage)?.ports).toEqual([{ begin: 31_000, end: 32_000 }]);
  expect(described(stage)?.attributes).not.toHaveProperty('taken-ports');
});

test('a port is tried on the machine itself', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: hostPort } = server.address() as AddressInfo;
  onTestFinished(() => void server.close());
  expect(await tryPort({ hostPort, protocol: 'TCP' })).toBe(false);
  expect(await tryPort({ hostPort, protocol: 'UDP' })).toBe(true);
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(hostPort, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  expect(await tryPort({ hostPort, protocol: 'UDP' })).toBe(false);
});

test.each([
  [[], [{ begin: 1, end: 9 }]],
  [
    [5],
    [
      { begin: 1, end: 4 },
      { begin: 6, end: 9 },
    ],
  ],
  [[1, 9, 12], [{ begin: 2, end: 8 }]],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9], []],
])('1-9 without %j', (ports, left) => expect(withoutPorts([{ begin: 1, end: 9 }], ports)).toEqual(left));
