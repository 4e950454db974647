import type { TaskId, TemplateHash } from '@gantry/model';
import { expect, test } from 'vitest';
import { AssignmentFeed } from './assignment.ts';
import { aTask, aTemplate, hashOne, nodeOne, nodeTwo } from './testing/builders.ts';
import { MapView } from './testing/map-view.ts';
import { createMemoryVault } from './vault.ts';

const t1 = 't1' as TaskId;
const t2 = 't2' as TaskId;

function viewOf(...tasks: ReturnType<typeof aTask>[]): MapView {
  const view = new MapView();
  view.apply(1, [
    { table: 'templates', key: hashOne, value: { hash: hashOne, template: aTemplate() } },
    ...tasks.map((value) => ({ table: 'tasks', key: value.id, value }) as const),
  ]);
  return view;
}

function save(view: MapView, value: ReturnType<typeof aTask>): void {
  view.apply(view.revision + 1, [{ table: 'tasks', key: value.id, value }]);
}

const nothing = { assignments: [], forget: [], templates: {} };

test('tells a task once, with its template', () => {
  const view = viewOf(aTask());
  const feed = new AssignmentFeed(nodeOne, createMemoryVault());
  const frame = feed.frame(view, [t1]);
  expect(frame.assignments).toMatchObject([{ taskId: t1, desired: 'running', templateHash: hashOne }]);
  expect(frame.templates).toEqual({ [hashOne]: aTemplate() });
  expect(feed.frame(view, [t1])).toEqual(nothing);
});

test("what the agent reported itself is no news to it; a person's wish is", () => {
  const view = viewOf(aTask());
  const feed = new AssignmentFeed(nodeOne, createMemoryVault());
  feed.frame(view, [t1]);
  save(view, aTask({ state: 'running', ready: true, readyAtMs: 5 }));
  expect(feed.frame(view, [t1])).toEqual(nothing);
  save(view, aTask({ state: 'running', desired: 'stopped', stopGraceSeconds: 3 }));
  expect(feed.frame(view, [t1]).assignments).toMatchObject([{ desired: 'stopped', stopGraceSeconds: 3 }]);
});

test('a template is sent again only when no told task used it any more', () => {
  const view = viewOf(aTask(), aTask({ id: t2 }));
  const feed = new AssignmentFeed(nodeOne, createMemoryVault());
  feed.frame(view, [t1]);
  expect(feed.frame(view, [t2]).templates).toEqual({});
  view.apply(2, [
    { table: 'tasks', key: t1, value: null },
    { table: 'tasks', key: t2, value: null },
  ]);
  expect(feed.frame(view, [t1, t2])).toEqual({ ...nothing, forget: [t1, t2] });
  save(view, aTask());
  expect(Object.keys(feed.frame(view, [t1]).templates)).toEqual([hashOne]);
});

test('an ended task stays assigned, stopped, for its logs; it is forgotten with its record', () => {
  const view = viewOf(aTask({ state: 'lost' }));
  const feed = new AssignmentFeed(nodeOne, createMemoryVault());
  expect(feed.frame(view, [t1]).assignments).toMatchObject([{ desired: 'stopped' }]);
  view.apply(2, [{ table: 'tasks', key: t1, value: null }]);
  expect(feed.frame(view, [t1])).toEqual({ ...nothing, forget: [t1] });
});

test("says nothing of other nodes' tasks, nor of one whose template is not there", () => {
  const view = viewOf(aTask({ nodeId: nodeTwo }), aTask({ id: t2, templateHash: 'unknown' as TemplateHash }));
  const feed = new AssignmentFeed(nodeOne, createMemoryVault());
  expect(feed.frame(view, [t1, t2, 't3' as TaskId])).toEqual(nothing);
});
