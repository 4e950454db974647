import type { TaskRecord } from '@gantry/model';
import { hasEnded, taskStates } from '@gantry/model';
import { liveStates } from '@gantry/model/task-verdict';
import { expect, it } from 'vitest';
import { pageInTurns } from './page.ts';
import { taskFilter, tasksWithin } from './task-filter.ts';
import { nodeRecord, TablePlane, taskRecord } from './testing/index.ts';

const request = (plane: TablePlane, line: string) => {
  const takes = taskFilter(plane.view, line, plane.now());
  if (!takes.ok) throw new Error(takes.error.message);
  return {
    ...{ list: 'tasks', rows: tasksWithin(plane.view, line), matches: takes.value, limit: 300, cursor: null },
    ...{
      keyOf: ({ createdAtMs, id }: TaskRecord) => [createdAtMs, id] as const,
      sort: '-createdAtMs',
      revision: 1,
    },
  };
};

it('a line that is wrong is refused with its term, as the dashboard says it', () => {
  const { view } = new TablePlane();
  expect(taskFilter(view, 'nope:1', 0)).toMatchObject({
    ok: false,
    error: {
      code: 'invalid',
      message: expect.stringMatching(/^filter: There is no field nope here: fields are name, /),
    },
  });
  expect(taskFilter(view, 'age<soon', 0)).toMatchObject({
    error: {
      issues: [{ field: 'filter', message: expect.stringMatching(/^In age<soon, soon is no amount/) }],
    },
  });
});

it('the live states are those that have not ended', () => {
  expect(liveStates).toEqual(taskStates.filter((state) => !hasEnded(state)));
});

it('of forty thousand all are counted, in turns, as they were when it was asked; nobody waiting ends it', async () => {
  const plane = new TablePlane();
  plane.commit(
    { table: 'nodes', key: 'n17' as never, value: nodeRecord('n17', { name: 'n-17' }) },
    ...Array.from({ length: 40_000 }, (_, index) => {
      const state = index < 5_000 ? 'failed' : 'running';
      const fields = { createdAtMs: index, state, nodeId: index === 7 ? 'n17' : null } as const;
      return { table: 'tasks' as const, key: `t${index}` as never, value: taskRecord(`t${index}`, fields) };
    }),
  );
  let turns = 0;
  const counting = setInterval(() => turns++, 0);
  const asked = pageInTurns(request(plane, 'status:failed'));
  plane.commit({ table: 'tasks', key: 't1' as never, value: null });
  const found = await asked;
  clearInterval(counting);
  expect(found).toMatchObject({ ok: true, value: { total: 5_000 } });
  if (found.ok) expect([found.value.items.length, found.value.items[0]!.id]).toEqual([300, 't4999']);
  expect(turns).toBeGreaterThan(0);
  expect([...tasksWithin(plane.view, 'node:n-1? status:failed')].map(({ id }) => id)).toEqual(['t7']);
  const gone = new AbortController();
  const ending = pageInTurns(request(plane, 'status:*e*'), gone.signal);
  gone.abort();
  expect(await ending).toMatchObject({ ok: false, error: { code: 'unavailable' } });
});
