import { type AgentRequest, type ImageRequest, probedContainers } from '@gantry/model';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ProbeOutcome } from './probe-state.ts';
import { AgentStage } from './testing/agent-stage.ts';
import { aContainer, anAssignment, aProbe, aTaskId, aTemplate } from './testing/builders.ts';

const logs: AgentRequest = {
  kind: 'logs',
  taskId: aTaskId,
  container: null,
  follow: false,
  tailLines: null,
  sinceMs: null,
  timestamps: false,
};
const exec: AgentRequest = {
  kind: 'exec',
  taskId: aTaskId,
  container: null,
  command: ['ls', '/'],
  tty: false,
  stdin: false,
  columns: null,
  rows: null,
};

let stage: AgentStage;

beforeEach(async () => {
  stage = new AgentStage();
  stage.driver.lines = [
    { stream: 'stdout', atMs: 1, text: 'one' },
    { stream: 'stderr', atMs: 2, text: 'two' },
  ];
  await stage.run([anAssignment()], aTemplate());
});

async function ask(request: AgentRequest | ImageRequest): Promise<void> {
  stage.control.say({ type: 'request', requestId: 'r1', request });
  await stage.settle();
}

const answers = () =>
  stage.control
    .all('stream-data')
    .map(({ channel, dataBase64, atMs }) => [channel, Buffer.from(dataBase64, 'base64').toString(), atMs]);
const ends = () => stage.control.all('stream-end').map(({ exitCode, error }) => ({ exitCode, error }));

describe('requests', () => {
  test('logs: each line with its stream and time, then the end', async () => {
    await ask(logs);
    expect(answers()).toEqual([
      ['stdout', 'one\n', 1],
      ['stderr', 'two\n', 2],
    ]);
    expect(ends()).toEqual([{ exitCode: null, error: null }]);
  });

  test('followed logs go on until the reader leaves', async () => {
    await ask({ ...logs, follow: true });
    expect(ends()).toEqual([]);
    stage.control.say({ type: 'stream-close', requestId: 'r1', half: false });
    await stage.settle();
    expect(ends()).toHaveLength(1);
  });

  test('a reader that cannot keep up holds the lines back, none is lost', async () => {
    stage.control.say({ type: 'request', requestId: 'r1', request: logs });
    stage.control.say({ type: 'stream-pause', requestId: 'r1', paused: true });
    await stage.settle();
    expect(answers().length).toBeLessThan(2);
    stage.control.say({ type: 'stream-pause', requestId: 'r1', paused: false });
    await stage.settle();
    expect(answers()).toHaveLength(2);
    expect(ends()).toHaveLength(1);
  });

  test('exec: output, then the exit code', async () => {
    stage.driver.execExitCode = 3;
    await ask(exec);
    expect(answers()).toEqual([['stdout', 'ran ls /', null]]);
    expect(ends()).toEqual([{ exitCode: 3, error: null }]);
  });

  test.each<[string, AgentRequest, string]>([
    [
      'of a task that is not here',
      { ...exec, taskId: 'nope' as typeof aTaskId },
      'task nope is not on this node',
    ],
    [
      'of a container it does not have',
      { ...exec, container: 'db' },
      'task t1-0 has no container db; it has web',
    ],
    [
      'for input to a program',
      { kind: 'attach', taskId: aTaskId, container: null, stdin: true },
      'without input; use exec',
    ],
  ])('%s: the end says why', async (_name, request, expected) => {
    await ask(request);
    expect(ends()).toHaveLength(1);
    expect(ends()[0]?.error).toContain(expected);
  });

  test('when the connection is lost, nothing stays open', async () => {
    await ask({ ...logs, follow: true });
    stage.control.drop();
    await stage.settle();
    stage.control.say({ type: 'stream-close', requestId: 'r1', half: false });
    expect(ends()).toEqual([]);
  });
});

test('probes: the last answers to each, with when, how long it took and why it failed', async () => {
  stage = new AgentStage();
  let answer: ProbeOutcome = { result: 'success', message: 'HTTP 200' };
  stage.answer = () => answer;
  const readinessProbe = aProbe({ periodSeconds: 1 });
  const livenessProbe = aProbe({ periodSeconds: 5 });
  await stage.run(
    [anAssignment()],
    aTemplate({ containers: [aContainer({ readinessProbe, livenessProbe })] }),
  );
  await stage.advance(30_000);
  answer = { result: 'failure', message: `HTTP 503 ${'x'.repeat(1_000)}` };
  await stage.advance(1_500);
  const reportsBefore = stage.control.all('report').length;
  await ask({ kind: 'probes', taskId: aTaskId });
  const [[, text]] = answers() as [[string, string]];
  const [liveness, readiness] = probedContainers.parse(JSON.parse(text));
  expect(liveness).toMatchObject({ container: 'web', probe: 'liveness', verdict: 'success' });
  expect(readiness).toMatchObject({ container: 'web', probe: 'readiness', verdict: 'success' });
  expect(readiness?.answers).toHaveLength(20);
  const [before, last] = readiness!.answers.slice(-2);
  expect(before).toMatchObject({ result: 'success', message: '', counts: true });
  expect(last).toMatchObject({ result: 'failure', atMs: before!.atMs + 1_000, tookMs: 0 });
  expect(last?.message).toHaveLength(400);
  expect(ends()).toEqual([{ exitCode: null, error: null }]);
  expect(stage.control.all('report')).toHaveLength(reportsBefore);
});

test('images: what the runtime says of each, whether or not a task of it is here', async () => {
  const gone = { found: 'gone', imageId: '', message: 'it cannot be pulled' } as const;
  stage.driver.looks.set('web:1', gone);
  const sought = ['web:1', 'web:2'].map((image) => ({ image, imagePullPolicy: 'Always' as const }));
  await ask({ kind: 'images', runtime: 'docker', sought, asksFar: true });
  const [[channel, text]] = answers() as [[string, string]];
  expect([channel, JSON.parse(text)]).toEqual(['data', [gone, { found: 'here', imageId: '', message: '' }]]);
  expect(ends()).toEqual([{ exitCode: null, error: null }]);
});

test('images of a runtime that the node does not have are not to be had', async () => {
  const sought = [{ image: '/opt/app', imagePullPolicy: 'Always' as const }];
  await ask({ kind: 'images', runtime: 'process', sought, asksFar: false });
  expect(answers()[0]![1]).toContain('this node has no process runtime');
});
