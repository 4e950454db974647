import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ok } from '@gantry/model';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createTerminalDoor, type TerminalDoor } from './terminal-door.ts';
import type { TerminalNews } from './terminal-protocol.ts';
import { ScriptedStream, TablePlane, taskRecord, templateRecord, testServices } from './testing/index.ts';

let plane: TablePlane;
let stream: ScriptedStream;
let services: ReturnType<typeof testServices>;
let door: TerminalDoor;
let base: string;
let close: () => void;
/** Who opens the next terminal. */
let caller: string;

beforeEach(async () => {
  caller = 'ana';
  plane = new TablePlane();
  stream = new ScriptedStream();
  plane.stream = () => ok(stream);
  plane.commit(
    { table: 'templates', key: 'h1', value: templateRecord('h1') },
    { table: 'tasks', key: 't1', value: taskRecord('t1', { nodeId: 'n1', state: 'running' }) },
    { table: 'tasks', key: 't2', value: taskRecord('t2', { nodeId: 'n1', state: 'failed' }) },
  );
  services = testServices(plane);
  door = createTerminalDoor(services, {
    onFault: (error) => {
      throw error;
    },
  });
  const server = createServer();
  server.on('upgrade', (request, socket, head) =>
    door.upgrade?.(request, socket, head, { name: caller, via: 'dashboard', expiresAtMs: null }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/terminal`;
  close = () => {
    door.close();
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => close());

/** A browser's end of a terminal: what it has seen so far. */
class Screen {
  readonly socket: WebSocket;
  readonly news: TerminalNews[] = [];
  text = '';
  constructor(query: string) {
    this.socket = new WebSocket(`${base}?${query}`);
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.text += data.toString('utf8');
      else this.news.push(JSON.parse(data.toString('utf8')));
    });
  }
  async hears<T extends TerminalNews['type']>(type: T): Promise<Extract<TerminalNews, { type: T }>> {
    return await vi.waitFor(() => {
      const found = this.news.find((one) => one.type === type);
      if (!found) throw new Error(`no ${type} yet: ${JSON.stringify(this.news)}`);
      return found as Extract<TerminalNews, { type: T }>;
    });
  }
  async shows(text: string): Promise<void> {
    await vi.waitFor(() => expect(this.text).toBe(text));
  }
}

it('opens a shell in the first container, carries bytes both ways, and says how it ended', async () => {
  const screen = new Screen('task=t1&columns=100&rows=30');
  await screen.hears('opened');
  expect(plane.requests).toEqual([
    expect.objectContaining({
      kind: 'exec',
      container: 'web',
      tty: true,
      stdin: true,
      columns: 100,
      rows: 30,
    }),
  ]);
  stream.say('# ');
  await screen.shows('# ');
  screen.socket.send(Buffer.from('ls\r'));
  screen.socket.send('resize 120 40');
  await vi.waitFor(() => expect([stream.input, stream.sizes]).toEqual(['ls\r', ['120x40']]));
  stream.finish();
  expect(await screen.hears('end')).toMatchObject({ error: null });
});

it('goes on when the connection is lost, and gives a browser that comes back what it missed', async () => {
  const first = new Screen('task=t1');
  const { session } = await first.hears('opened');
  stream.say('one ');
  await first.shows('one ');
  first.socket.terminate();
  stream.say('two ');
  const second = new Screen(`session=${session}&from=4`);
  await second.shows('two ');
  stream.say('three');
  await second.shows('two three');
  expect(stream.isClosed).toBe(false);
});

it('tells the node to wait while nobody reads, and to go on when somebody does', async () => {
  const first = new Screen('task=t1');
  const { session } = await first.hears('opened');
  first.socket.terminate();
  await vi.waitFor(() => {
    stream.say('x'.repeat(64 * 1024));
    expect(stream.isPaused).toBe(true);
  });
  const second = new Screen(`session=${session}&from=0`);
  await second.hears('opened');
  await vi.waitFor(() => expect(stream.isPaused).toBe(false));
});

it('ends the command when the browser says so', async () => {
  const screen = new Screen('task=t1');
  await screen.hears('opened');
  screen.socket.send('close');
  await vi.waitFor(() => expect(stream.isClosed).toBe(true));
});

it('says who else is in there', async () => {
  const ana = new Screen('task=t1');
  await ana.hears('opened');
  stream = new ScriptedStream();
  new Screen('task=t1');
  await vi.waitFor(() => {
    const attached = ana.news.findLast((one) => one.type === 'attached');
    expect(attached?.type === 'attached' && attached.people).toHaveLength(2);
  });
});

it.each([
  ['task=t2', /web-t2 is failed: only what runs has a terminal/],
  ['task=nope', /There is no task nope/],
  ['session=nope', /This terminal has ended/],
  ['task=t1&columns=0', /columns/],
])('refuses %s in a sentence', async (query, sentence) => {
  const screen = new Screen(query);
  expect((await screen.hears('end')).error).toMatch(sentence);
});

it('leaves a line in the audit trail for each opening, refusal and end, and nothing of what was typed', async () => {
  const screen = new Screen('task=t1');
  await screen.hears('opened');
  screen.socket.send(Buffer.from('secret'));
  await vi.waitFor(() => expect(stream.input).toBe('secret'));
  stream.finish();
  await screen.hears('end');
  await new Screen('task=t2').hears('end');
  expect(
    services.audited.map(({ verb, target, namespace, outcome }) => [verb, target, namespace, outcome]),
  ).toEqual([
    ['terminal.open', 'web-t1/web', 'default', 'ok'],
    ['terminal.close', 'web-t1/web', 'default', 'ok'],
    ['terminal.open', 'web-t2/web', 'default', 'conflict'],
  ]);
  expect(JSON.stringify(services.audited)).not.toContain('secret');
});

it('ends at once with its person’s rights, also one whose browser is away, and no other', async () => {
  const shell = new Screen('task=t1');
  const { session } = await shell.hears('opened');
  shell.socket.terminate();
  await vi.waitFor(() => {
    stream.say('x'.repeat(64 * 1024));
    expect(stream.isPaused).toBe(true);
  });
  const away = stream;
  stream = new ScriptedStream();
  caller = 'bob';
  const other = new Screen('task=t1');
  await other.hears('opened');
  door.dismiss('ana');
  expect([away.isClosed, stream.isClosed]).toEqual([true, false]);
  away.finish();
  await vi.waitFor(() =>
    expect(services.audited).toContainEqual(
      expect.objectContaining({ verb: 'terminal.close', actor: 'ana' }),
    ),
  );
  caller = 'ana';
  const late = new Screen(`session=${session}&from=0`);
  expect((await late.hears('end')).error).toContain('has ended');
});
