import type { View } from '@gantry/engine';
import { type TaskRecord, taskStates } from '@gantry/model';
import { matcher } from '@gantry/model/filter-line';
import { taskFields, taskText } from '@gantry/model/task-filter';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Page, pageInTurns } from './page.ts';
import { taskFilter, tasksWithin } from './task-filter.ts';
import {
  deploymentRecord,
  frameworkRecord,
  jobRecord,
  nodeRecord,
  replicaSetRecord,
  TablePlane,
  taskRecord,
  templateRecord,
} from './testing/index.ts';

const nowMs = 10_000_000;
const batch = { batch: { template: { containers: [{ name: 'a', command: ['true'] }] } } };
// Read once: parsing them takes longer than all that is tested.
const aTemplate = templateRecord('h1');
const anOwner = deploymentRecord('d1');
const aJob = jobRecord('j1', batch);
const names = ['n-1', 'N-1', 'n-17', 'app', 'app-2', ''];

const task = fc.record({
  state: fc.constantFrom(...taskStates),
  node: fc.constantFrom(null, 'a', 'b', 'gone'),
  owner: fc.constantFrom(null, 'd1', 'd2', 'j1'),
  frameworkId: fc.constantFrom('f1', 'app-2', 'gone'),
  revision: fc.integer({ min: 0, max: 3 }),
  ready: fc.boolean(),
  desired: fc.constantFrom('running' as const, 'stopped' as const),
  failuresInARow: fc.integer({ min: 0, max: 2 }),
  ageMs: fc.integer({ min: 0, max: 1_200_000 }),
  message: fc.constantFrom('', 'Exited with 1'),
});

const value = fc.constantFrom(
  ...names.filter((name) => name !== ''),
  ...['""', '*', '?-1', 'n-1*', '*p*', 'failed', 'run*', '"not ready"', 'pend?ng', 'default', '2', 'exited'],
);
const term = fc.oneof(
  fc.tuple(
    fc.constantFrom('node:', 'app:', 'status:', 'ns:', 'name:', 'rev:', 'role:', 'framework:', ''),
    value,
  ),
  fc.tuple(
    fc.constantFrom('rev>', 'rev<=', 'failures>=', 'age<', 'age>', 'cpu>'),
    fc.constantFrom('1', '10m', '0'),
  ),
  fc.tuple(fc.constant('memory<='), fc.constantFrom('1', '10Mi', '0')),
);
const line = fc
  .array(fc.tuple(fc.constantFrom('', '', '-'), term), { maxLength: 3 })
  .map((terms) => terms.map(([minus, [field, text]]) => `${minus}${field}${text}`).join(' '));

function planeOf(tasks: TaskRecord[], [a, b, c, d]: string[]) {
  const plane = new TablePlane();
  const set = (id: string, deploymentId: string) => replicaSetRecord(id, { deploymentId });
  plane.commit(
    { table: 'templates', key: aTemplate.hash, value: aTemplate },
    ...[nodeRecord('a', { name: a! }), nodeRecord('b', { name: b! })].map((one) => ({
      ...{ table: 'nodes' as const, key: one.id, value: one },
    })),
    ...[
      { ...anOwner, id: 'd1' as never, name: c! },
      { ...anOwner, id: 'd2' as never, name: d! },
    ].map((one) => ({
      ...{ table: 'deployments' as const, key: one.id, value: one },
    })),
    ...[set('s1', 'd1'), set('s2', 'd2')].map((one) => ({
      ...{ table: 'replicaSets' as const, key: one.id, value: one },
    })),
    ...[frameworkRecord('f1', { name: c!, kind: 'batch' }), frameworkRecord('app-2', { name: d! })].map(
      (one) => ({
        ...{ table: 'frameworks' as const, key: one.id, value: one },
      }),
    ),
    { table: 'jobs', key: 'j1' as never, value: { ...aJob, name: c! } },
    ...tasks.map((one) => ({ table: 'tasks' as const, key: one.id, value: one })),
  );
  return plane;
}

/** Ten lines over the same records: writing them costs the most. */
const tenLines = fc.array(line, { minLength: 10, maxLength: 10 });

it('the server takes what the filter line takes in a browser, over the same records', async () => {
  const sets: Record<string, string> = { d1: 's1', d2: 's2' };
  const called = fc.constantFrom('n-1', 'N-1', 'n-17', 'app', 'app-2');
  await fc.assert(
    fc.asyncProperty(
      fc.array(task, { maxLength: 6 }),
      fc.tuple(called, called, called, called),
      tenLines,
      async (wanted, names, lines) => {
        const tasks = wanted.map(({ node, owner, ageMs, ...rest }, index) =>
          taskRecord(`t${index}`, {
            ...rest,
            // A framework from outside has nothing to do with deployments and jobs.
            frameworkId: owner !== null && rest.frameworkId === 'app-2' ? 'f1' : rest.frameworkId,
            nodeId: node,
            deploymentId: owner?.startsWith('d') ? owner : null,
            replicaSetId: sets[owner ?? ''] ?? null,
            jobId: owner === 'j1' ? owner : null,
            createdAtMs: nowMs - ageMs,
          }),
        );
        const { view } = planeOf(tasks, names);
        for (const typed of lines) {
          const expected = browserMatches(tasks, names, typed);
          const found = await serverMatches(view, typed);
          expect(found.items.map(({ id }) => id)).toEqual(expected.slice(0, 3).map(({ id }) => id));
          expect(found.total).toBe(expected.length);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

/** Named by what a browser holds: the tables as it was sent them. */
function browserMatches(tasks: TaskRecord[], [a, b, c, d]: string[], typed: string): TaskRecord[] {
  const names: Record<string, string | undefined> = { a, b, d1: c, d2: d, j1: c };
  const frameworks: Record<string, string[]> = { f1: [c!, 'f1'], 'app-2': [d!, 'app-2'] };
  const takes = matcher(
    typed,
    taskFields(() => nowMs),
    taskText,
  );
  return tasks.filter((one) =>
    takes({
      task: one,
      node: names[one.nodeId ?? ''] ?? '',
      owner: names[one.deploymentId ?? one.jobId ?? ''] ?? '',
      framework: frameworks[one.frameworkId] ?? [],
      template: one.templateHash === aTemplate.hash ? aTemplate.template : undefined,
    }),
  );
}

async function serverMatches(view: View, typed: string): Promise<Page<TaskRecord>> {
  const takes = taskFilter(view, typed, nowMs);
  if (!takes.ok) throw new Error(takes.error.message);
  const found = await pageInTurns<TaskRecord>({
    ...{ list: 'tasks', rows: tasksWithin(view, typed), matches: takes.value },
    ...{ keyOf: ({ id }) => [id, id], sort: 'name', limit: 3, cursor: null, revision: 1 },
  });
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}
