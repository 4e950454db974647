import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DoorServer, serveDoor, TablePlane, testServices } from './testing/index.ts';

let plane: TablePlane;
let server: DoorServer;
let services: ReturnType<typeof testServices>;

beforeEach(async () => {
  plane = new TablePlane();
  services = testServices(plane);
  server = await serveDoor(services);
});
afterEach(() => server.close());

const value = 'correct-horse-battery';

async function save(manifest: unknown): Promise<{ status: number; text: string }> {
  const response = await fetch(`${server.url}/trpc/secrets.save`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ manifest }),
  });
  return { status: response.status, text: await response.text() };
}

async function get(path: string, input: unknown): Promise<string> {
  const response = await fetch(
    `${server.url}/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`,
  );
  return response.text();
}

describe('secrets', () => {
  it('are sealed before they are a command', async () => {
    expect((await save({ name: 'login', data: { password: value } })).status).toBe(200);
    const [{ command }] = plane.submitted as [(typeof plane.submitted)[number]];
    expect(command).toMatchObject({
      type: 'secret.save',
      name: 'login',
      secretType: 'Opaque',
      mode: 'either',
    });
    expect(JSON.stringify(command)).not.toContain(value);
    expect(services.audited).toMatchObject([
      { verb: 'secrets.save', target: 'default/login', outcome: 'ok' },
    ]);
  });

  it('can be written and never read', async () => {
    await save({ name: 'login', data: { password: value } });
    const [{ command }] = plane.submitted as [(typeof plane.submitted)[number]];
    if (command.type !== 'secret.save') throw new Error(command.type);
    const { namespace, name, labels, annotations, immutable, secretType: type, data } = command;
    plane.commit({
      table: 'secrets',
      key: 'k1',
      value: {
        ...{ id: 'k1', namespace, name, labels, annotations, immutable, type, data, version: 1, history: [] },
        ...{ author: 'ana', createdAtMs: 1, updatedAtMs: 1 },
      },
    });
    for (const answer of [await get('secrets.list', {}), await get('secrets.get', { name: 'login' })]) {
      expect(answer).toContain('"keys":["password"]');
      expect(answer).not.toContain(value);
      expect(answer).not.toContain(data.password!.sealedBase64);
    }
  });

  it.each([
    ['a text that is no YAML', `name: login\ndata:\n  password: "${value}\n  x: [`],
    ['a key that may not be', { name: 'login', data: { '../password': value } }],
    ['a field that nobody knows', { name: 'login', dada: { password: value } }],
    ['bytes that are no base64', { name: 'login', binaryData: { password: `${value}!` } }],
    ['a wrong name', { name: 'Login', data: { password: value } }],
    ['a wrong type', { name: 'login', type: value, data: {} }],
  ])('refuse %s without repeating it', async (_, manifest) => {
    const { status, text } = await save(manifest);
    expect(status).toBe(400);
    expect(text).not.toContain(value);
    expect(JSON.stringify(services.audited)).not.toContain(value);
    expect(plane.submitted).toEqual([]);
  });
});
