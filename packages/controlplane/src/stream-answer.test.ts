import type { AgentRequest, TaskId } from '@gantry/model';
import { beforeEach, expect, test } from 'vitest';
import { AgentStreams } from './agent-streams.ts';
import { silentLog } from './log.ts';
import type { AgentStream } from './port.ts';
import { nodesRefusalOf } from './stream-answer.ts';
import { ScriptedAgent } from './testing/scripted-agent.ts';
import { VirtualClock } from './testing/virtual-clock.ts';

const request: AgentRequest = {
  ...{
    kind: 'exec',
    taskId: 't1' as TaskId,
    container: 'other',
    command: ['true'],
    tty: false,
    stdin: false,
  },
  ...{ columns: null, rows: null },
};
const error = 'task t1 has no container other; it has web';

let clock: VirtualClock;
let streams: AgentStreams;
let stream: AgentStream;
let requestId: string;

beforeEach(() => {
  clock = new VirtualClock();
  const agent = new ScriptedAgent();
  streams = new AgentStreams(agent, silentLog);
  const opened = streams.open(request);
  if (!opened.ok) throw new Error(opened.error.message);
  stream = opened.value;
  requestId = agent.all('request').at(-1)!.requestId;
});

const say = () =>
  streams.data(requestId, { channel: 'stdout', data: new TextEncoder().encode('$ '), atMs: null });

test('a stream that ends with an error before anything else was refused, for that reason', async () => {
  const refusal = nodesRefusalOf(stream, clock);
  streams.end(requestId, { exitCode: null, error });
  expect(await refusal).toMatchObject({ code: 'unavailable', message: error });
});

test('one that fails later was open, and so was one that ends without a word', async () => {
  const refusal = nodesRefusalOf(stream, clock);
  say();
  streams.end(requestId, { exitCode: null, error: 'The connection to the node was lost.' });
  expect(await refusal).toBeNull();

  const opened = streams.open(request);
  if (!opened.ok) throw new Error(opened.error.message);
  opened.value.close();
  expect(await nodesRefusalOf(opened.value, clock)).toBeNull();
});

test('one of which nothing is heard is open after some seconds', async () => {
  let told: unknown = 'nothing yet';
  void nodesRefusalOf(stream, clock).then((refusal) => {
    told = refusal;
  });
  await clock.advance(4_900);
  expect(told).toBe('nothing yet');
  await clock.advance(200);
  expect(told).toBeNull();
});
