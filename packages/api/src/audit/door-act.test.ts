import { type Command, err, ok, rejection } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { nodeRecord, TablePlane, taskRecord } from '../testing/index.ts';
import { frameworkWords, lineOfDoor, lineOfStream, withoutRepeats } from './door-act.ts';

const plane = new TablePlane();
plane.commit({ table: 'nodes', key: 'n1', value: nodeRecord('n1') } as never);
plane.commit({ table: 'tasks', key: 't1', value: taskRecord('t1') } as never);

const reply = { object: 'default/web', revision: 7, changed: true, message: '', intent: null };
const scale = { type: 'deployment.scale', namespace: 'shop', name: 'web', replicas: 3 } as Command;

function line(command: Command, over: object = {}) {
  const actor = { name: 'ana', via: 'kubectl' } as const;
  const answer = ok({ ...reply, deploymentRevision: 1 });
  const { view } = plane;
  return lineOfDoor(command, { actor, answer, view, atMs: 5, frameworks: frameworkWords(), ...over });
}

describe('the line of a command from a door', () => {
  it('has who, through which door, what, on what, and where in the log', () => {
    expect(line(scale)).toEqual({
      ...{ atMs: 5, actor: 'ana', via: 'kubectl', verb: 'deployments.scale', target: 'shop/web' },
      ...{ outcome: 'ok', message: '', revision: 7 },
    });
  });

  it('has the refusal of one that was refused', () => {
    const answer = err(rejection('forbidden', 'You may look, not act.'));
    expect(line(scale, { answer })).toMatchObject({
      ...{ outcome: 'forbidden', message: 'You may look, not act.', revision: null },
    });
  });

  it('has the words of the dashboard for acts and for what they are about', () => {
    const cases: [object, string, string][] = [
      [{ type: 'deployment.apply', namespace: 'a', name: 'b' }, 'deployments.deploy', 'a/b'],
      [{ type: 'rollout.abort', namespace: 'a', name: 'b' }, 'deployments.abort', 'a/b'],
      [{ type: 'node.cordon', node: 'n1' }, 'nodes.cordon', 'node-n1'],
      [{ type: 'node.cordon', node: 'gone' }, 'nodes.cordon', 'gone'],
      [{ type: 'namespace.delete', name: 'a' }, 'namespaces.delete', 'a'],
      [{ type: 'framework.subscribe', framework: null, name: 'spark' }, 'frameworks.subscribe', 'spark'],
      [{ type: 'intent.place', act: scale, undoSeconds: 5 }, 'deployments.scale', 'shop/web'],
      [
        { type: 'acts.together', acts: [scale, { ...scale, name: 'api' }] },
        'together.act',
        'shop/web, shop/api',
      ],
    ];
    const kill = { type: 'task.kill', task: 't1' } as Command;
    for (const command of [kill, { type: 'intent.place', act: kill, undoSeconds: 5 } as Command])
      expect(line(command)).toMatchObject({ verb: 'tasks.kill', target: 't1', namespace: 'default' });
    for (const [command, verb, target] of cases)
      expect(line(command as Command)).toMatchObject({ verb, target });
  });

  it('is none for the dashboard, which keeps its own, for the engine, and for what frameworks say all the time', () => {
    for (const via of ['dashboard', 'api', 'engine', 'agent'])
      expect(line(scale, { actor: { name: 'ana', via } })).toBeNull();
    for (const type of ['offer.accept', 'offer.decline', 'framework.revive'])
      expect(line({ type, framework: 'f1' } as Command, { actor: { name: 'f', via: 'mesos' } })).toBeNull();
  });
});

it('a framework that comes back as it was has no line; another one, one that may not and one that changed have', () => {
  const done = ok({ ...reply, object: 'f1', deploymentRevision: null });
  const mesos = { actor: { name: 'f', via: 'mesos' }, answer: done, frameworks: frameworkWords() };
  const first = { type: 'framework.subscribe', framework: null, name: 'spark', roles: ['*'] } as object;
  const comesBack = { ...first, framework: 'f1' } as Command;
  expect(line(first as Command, mesos)).toMatchObject({ outcome: 'ok' });
  expect(line(comesBack, mesos)).toBeNull();
  const answer = err(rejection('conflict', 'It was removed.'));
  expect(line(comesBack, { ...mesos, answer })).toMatchObject({ outcome: 'conflict' });
  const changed = { ...comesBack, roles: ['prod'] } as unknown as Command;
  expect(line(changed, mesos)).toMatchObject({ verb: 'frameworks.subscribe', target: 'f1' });
  expect(line(changed, mesos)).toBeNull();
  expect(line(comesBack, mesos)).toMatchObject({ outcome: 'ok' });
  const other = ok({ ...reply, object: 'f2', deploymentRevision: null });
  expect(line(first as Command, { ...mesos, answer: other })).toMatchObject({ outcome: 'ok' });
});

describe('the line of what somebody does inside of a container', () => {
  const about = { actor: { name: 'ana', via: 'kubectl' } as const, refusal: null, view: plane.view, atMs: 5 };
  const exec = { kind: 'exec', taskId: 't1', container: 'web', command: ['sh'] } as never;

  it('has who, in what, and whether it was refused, and none of what was said', () => {
    const told = { atMs: 5, actor: 'ana', via: 'kubectl', message: '', outcome: 'ok', revision: null };
    const place = { target: 'web-t1/web', namespace: 'default' };
    expect(lineOfStream(exec, about)).toEqual({ ...told, verb: 'tasks.exec', ...place });
    const port = { kind: 'port-forward', taskId: 'gone', port: 80 } as never;
    expect(lineOfStream(port, about)).toEqual({ ...told, verb: 'tasks.portForward', target: 'gone/80' });
    const refusal = rejection('forbidden', 'You may look, not act.');
    expect(lineOfStream(exec, { ...about, refusal })).toMatchObject({
      ...{ outcome: 'forbidden', message: 'You may look, not act.' },
    });
  });

  it('is none for what only reads, and for the dashboard, which keeps its own', () => {
    expect(lineOfStream({ kind: 'logs', taskId: 't1' } as never, about)).toBeNull();
    expect(lineOfStream(exec, { ...about, actor: { name: 'ana', via: 'dashboard' } })).toBeNull();
  });

  it('is one a minute of a port whose every connection is a stream, and one of each exec', () => {
    const onlyNews = withoutRepeats();
    const port = { kind: 'port-forward', taskId: 't1', port: 80 } as never;
    const refusal = rejection('forbidden', 'You may look, not act.');
    const asked = [
      lineOfStream(port, about),
      lineOfStream(port, { ...about, atMs: 6 }),
      lineOfStream(port, { ...about, atMs: 7, refusal }),
      lineOfStream(port, { ...about, atMs: 8, actor: { name: 'ben', via: 'kubectl' } }),
      lineOfStream(port, { ...about, atMs: 9 }),
      lineOfStream(exec, { ...about, atMs: 10 }),
      lineOfStream(exec, { ...about, atMs: 11 }),
      lineOfStream(port, { ...about, atMs: 60_005 }),
    ];
    const written = asked.flatMap((line) => onlyNews(line)?.atMs ?? []);
    expect(written).toEqual([5, 7, 8, 10, 11, 60_005]);
  });
});
