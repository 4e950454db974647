import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DoorServer, nodeRecord, serveDoor, TablePlane, testServices } from './testing/index.ts';

let server: DoorServer;

beforeEach(async () => {
  const plane = new TablePlane();
  plane.commit({ table: 'nodes', key: 'n1', value: nodeRecord('n1') });
  server = await serveDoor(testServices(plane));
});
afterEach(() => server.close());

async function ask(path: string, input: object) {
  const response = await fetch(
    `${server.url}/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`,
  );
  return { status: response.status, body: JSON.parse(await response.text()) };
}

it('the largest hole of a shape is told with its node, and a shape without an amount is refused by its field', async () => {
  const shape = { cpuMillis: 1_000, memoryBytes: 4e9 };
  const { body } = await ask('nodes.holes', shape);
  expect(body.result.data).toMatchObject({
    largest: { node: 'node-n1', times: 2, resources: { cpuMillis: 2_000, memoryBytes: 8e9 } },
    fits: 2,
  });
  expect((await ask('nodes.holes', { ...shape, gpus: 1 })).body.result.data.largest).toBeNull();
  expect((await ask('nodes.largerHole', shape)).body.result.data).toEqual({ larger: null });
  const refused = await ask('nodes.holes', { cpuMillis: 0, memoryBytes: 1 });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('cpuMillis');
});
