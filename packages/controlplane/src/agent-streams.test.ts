import type { AgentRequest, TaskId } from '@gantry/model';
import { beforeEach, expect, test } from 'vitest';
import { AgentStreams } from './agent-streams.ts';
import { bounds } from './bounds.ts';
import { silentLog } from './log.ts';
import type { AgentStream } from './port.ts';
import { ScriptedAgent } from './testing/scripted-agent.ts';

const request: AgentRequest = {
  ...{ kind: 'logs', taskId: 't1' as TaskId, container: null, follow: true },
  ...{ tailLines: null, sinceMs: null, timestamps: false },
};
const bytes = (text: string) => new TextEncoder().encode(text);

let agent: ScriptedAgent;
let streams: AgentStreams;

beforeEach(() => {
  agent = new ScriptedAgent();
  streams = new AgentStreams(agent, silentLog);
});

function open(): { stream: AgentStream; requestId: string } {
  const opened = streams.open(request);
  if (!opened.ok) throw new Error(opened.error.message);
  return { stream: opened.value, requestId: agent.all('request').at(-1)!.requestId };
}

function give(requestId: string, text: string): void {
  streams.data(requestId, { channel: 'stdout', data: bytes(text), atMs: 5 });
}

function readInto(stream: AgentStream): string[] {
  const read: string[] = [];
  stream.onData((channel, data, atMs) => read.push(`${channel} ${new TextDecoder().decode(data)} ${atMs}`));
  return read;
}

test('each stream gets its own data and its own end', async () => {
  const first = open();
  const second = open();
  const read = [readInto(first.stream), readInto(second.stream)];
  give(second.requestId, 'b');
  give(first.requestId, 'a');
  streams.end(first.requestId, { exitCode: 3, error: null });
  expect(read).toEqual([['stdout a 5'], ['stdout b 5']]);
  expect(await first.stream.ended).toEqual({ exitCode: 3, error: null });
  expect(streams.size).toBe(1);
});

test('what comes before anybody listens is kept', () => {
  const { stream, requestId } = open();
  give(requestId, 'early');
  expect(readInto(stream)).toEqual(['stdout early 5']);
});

test('input, its end, size and leaving are passed on', async () => {
  const { stream, requestId } = open();
  stream.write(bytes('hi').subarray(1));
  stream.resize(80, 24);
  stream.endInput();
  stream.close();
  stream.write(bytes('too late'));
  expect(agent.heard.slice(1)).toEqual([
    { type: 'stream-input', requestId, dataBase64: btoa('i') },
    { type: 'stream-resize', requestId, columns: 80, rows: 24 },
    { type: 'stream-close', requestId, half: true },
    { type: 'stream-close', requestId, half: false },
  ]);
  expect(await stream.ended).toEqual({ exitCode: null, error: null });
  expect(streams.size).toBe(0);
});

test('a reader that pauses holds the agent back, and gets what was on the way when it goes on', async () => {
  const { stream, requestId } = open();
  const read = readInto(stream);
  stream.pause(true);
  give(requestId, 'later');
  streams.end(requestId, { exitCode: 0, error: null });
  let ended = false;
  void stream.ended.then(() => {
    ended = true;
  });
  await Promise.resolve();
  expect({ read: [...read], ended }).toEqual({ read: [], ended: false });
  stream.pause(false);
  expect(read).toEqual(['stdout later 5']);
  expect(await stream.ended).toEqual({ exitCode: 0, error: null });
  expect(agent.all('stream-pause').map(({ paused }) => paused)).toEqual([true]);
});

test('an agent that does not hold back is cut off at the bound', async () => {
  const { stream, requestId } = open();
  stream.onData(() => {});
  stream.pause(true);
  const chunk = 'x'.repeat(1024 * 1024);
  for (let sent = 0; sent <= bounds.streamBufferBytes; sent += chunk.length) give(requestId, chunk);
  expect(await stream.ended).toMatchObject({ error: expect.stringContaining('faster than it was read') });
  expect(agent.all('stream-close')).toEqual([{ type: 'stream-close', requestId, half: false }]);
});

test('input that the agent does not take ends the stream', async () => {
  const { stream } = open();
  agent.backlogBytes = bounds.streamInputBacklogBytes + 1;
  stream.write(bytes('x'));
  expect(await stream.ended).toMatchObject({ error: expect.stringContaining('slowly') });
});

test('a lost connection ends all, with the reason', async () => {
  const [first, second] = [open(), open()];
  streams.endAll('The connection to the node was lost.');
  const end = { exitCode: null, error: 'The connection to the node was lost.' };
  expect(await Promise.all([first.stream.ended, second.stream.ended])).toEqual([end, end]);
  expect(streams.size).toBe(0);
});

test('news of a stream that is closed, or never was, is dropped', () => {
  const { stream, requestId } = open();
  stream.close();
  give(requestId, 'x');
  give('r999', 'x');
  streams.end('r999', { exitCode: 0, error: null });
  expect(streams.size).toBe(0);
});

test('a reader that throws loses its stream, and nobody else anything', async () => {
  const broken = open();
  const other = open();
  broken.stream.onData(() => {
    throw new Error('broken reader');
  });
  const read = readInto(other.stream);
  give(broken.requestId, 'x');
  give(other.requestId, 'y');
  expect(await broken.stream.ended).toEqual({ exitCode: null, error: null });
  expect(read).toEqual(['stdout y 5']);
});

test('a node has so many streams and no more', () => {
  for (let count = 0; count < bounds.streamsPerNode; count++) open();
  expect(streams.open(request)).toMatchObject({ ok: false, error: { code: 'overloaded' } });
});
