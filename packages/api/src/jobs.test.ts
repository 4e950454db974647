import { err, rejection } from '@gantry/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoorServer } from './testing/index.ts';
import {
  jobRecord,
  serveDoor,
  TablePlane,
  taskRecord,
  templateRecord,
  testServices,
} from './testing/index.ts';

let plane: TablePlane;
let server: DoorServer;
let services: ReturnType<typeof testServices>;

beforeEach(async () => {
  plane = new TablePlane();
  services = testServices(plane);
  server = await serveDoor(services);
});
afterEach(() => server.close());

interface Named {
  id: string;
  name: string;
}

interface Answer {
  status: number;
  /** What any of the queries answers with. */
  result?: {
    data: {
      items: Named[];
      nextCursor: string | null;
      parent: string | null;
      tasks: Named[];
      runs: Named[];
      templates: Record<string, object>;
      yaml: string;
    };
  };
  error?: { data: { code: string; message: string; issues: { field: string; message: string }[] } };
}

async function post(procedure: string, input: unknown): Promise<Answer> {
  const response = await fetch(`${server.url}/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

async function get(procedure: string, input: unknown = {}): Promise<Answer> {
  const query = encodeURIComponent(JSON.stringify(input));
  const response = await fetch(`${server.url}/trpc/${procedure}?input=${query}`);
  return { status: response.status, ...((await response.json()) as object) };
}

const commands = () => plane.submitted.map(({ command }) => command);
const namesOf = ({ result }: Answer) => result!.data.items.map(({ name }) => name);

const template = { containers: [{ name: 'main', command: ['true'] }] };
const batch = { batch: { completions: 3, template } };
const gang = { gang: { ranks: 4, template } };
const cron = { cron: { schedule: '30 2 * * *', run: batch } };

/** A batch, a gang of another namespace, and a cron job with two runs. */
const seed = () =>
  plane.commit(
    { table: 'templates', key: 'h1', value: templateRecord('h1') },
    { table: 'jobs', key: 'j1', value: jobRecord('j1', batch, { name: 'sum', state: 'running' }) },
    {
      table: 'jobs',
      key: 'j2',
      value: jobRecord('j2', gang, { name: 'mpi', namespace: 'science', createdAtMs: 2, finishedAtMs: 9 }),
    },
    { table: 'jobs', key: 'j3', value: jobRecord('j3', cron, { name: 'nightly', createdAtMs: 3 }) },
    { table: 'jobs', key: 'j4', value: jobRecord('j4', batch, { name: 'nightly-1', parentId: 'j3' }) },
    {
      table: 'jobs',
      key: 'j5',
      value: jobRecord('j5', batch, { name: 'nightly-2', parentId: 'j3', createdAtMs: 5 }),
    },
    { table: 'tasks', key: 't1', value: taskRecord('t1', { jobId: 'j1', jobPart: 0, jobIndex: 2 }) },
    { table: 'tasks', key: 't2', value: taskRecord('t2', { jobId: 'j1', jobPart: 0, jobIndex: 0 }) },
    { table: 'tasks', key: 't3', value: taskRecord('t3') },
  );

describe('a list of jobs', () => {
  it.each<[string, object, string[]]>([
    ['the newest first, without the runs of others', {}, ['nightly', 'mpi', 'sum']],
    ['of one namespace', { namespace: 'science' }, ['mpi']],
    ['of one kind', { kind: 'batch' }, ['sum']],
    ['in one state', { state: 'running' }, ['sum']],
    ['whose names hold a text, in any case', { text: 'Night' }, ['nightly']],
    ['that one job made', { parent: 'nightly' }, ['nightly-2', 'nightly-1']],
    ['that no job of this name made', { parent: 'sum' }, []],
    ['by name', { sort: 'name' }, ['mpi', 'nightly', 'sum']],
    ['by their ends, the unended last', { sort: 'finishedAtMs' }, ['mpi', 'sum', 'nightly']],
  ])('has those %s', async (_, input, expected) => {
    seed();
    expect(namesOf(await get('jobs.list', input))).toEqual(expected);
  });

  it('goes on where the page before ended', async () => {
    seed();
    const first = await get('jobs.list', { limit: 2 });
    expect(namesOf(first)).toEqual(['nightly', 'mpi']);
    const cursor = first.result!.data.nextCursor;
    expect(namesOf(await get('jobs.list', { limit: 2, cursor }))).toEqual(['sum']);
  });

  it.each([
    ['a kind that is none', { kind: 'service' }, 'kind'],
    ['a state that is none', { state: 'done' }, 'state'],
    ['an order that is none', { sort: 'size' }, 'sort'],
    ['a page of none', { limit: 0 }, 'limit'],
    ['a field that nobody knows', { nmae: 'sum' }, 'nmae'],
  ])('refuses %s by its field', async (_, input, field) => {
    const { status, error } = await get('jobs.list', input);
    expect(status).toBe(400);
    expect(error!.data.issues.map((issue) => issue.field)).toEqual([field]);
  });
});

describe('one job', () => {
  it('comes with its own tasks in their order, and the templates that it names', async () => {
    seed();
    const { result } = await get('jobs.get', { name: 'sum' });
    expect(result!.data).toMatchObject({ id: 'j1', state: 'running', parent: null, runs: [] });
    expect(result!.data.tasks.map(({ id }) => id)).toEqual(['t2', 't1']);
    expect(Object.keys(result!.data.templates)).toEqual(['h1']);
  });

  it('that makes runs comes with them, the newest first; a run names who made it', async () => {
    seed();
    const { result } = await get('jobs.get', { name: 'nightly' });
    expect(result!.data.runs.map(({ name }) => name)).toEqual(['nightly-2', 'nightly-1']);
    expect((await get('jobs.get', { name: 'nightly-1' })).result!.data.parent).toBe('nightly');
  });

  it('is written back as what makes the same job again', async () => {
    seed();
    const { yaml } = (await get('jobs.manifest', { name: 'nightly' })).result!.data;
    expect((await post('jobs.submit', { manifest: yaml })).status).toBe(200);
    expect(commands()).toMatchObject([
      {
        type: 'job.apply',
        name: 'nightly',
        spec: {
          plan: {
            kind: 'cron',
            schedule: '30 2 * * *',
            run: { stages: [{ completions: 3, template: templateRecord('h1').template }] },
          },
        },
      },
    ]);
  });

  it.each(['jobs.get', 'jobs.manifest'])('%s says that there is none, and where it looked', async (path) => {
    seed();
    const { status, error } = await get(path, { name: 'mpi' });
    expect(status).toBe(404);
    expect(error!.data).toMatchObject({
      code: 'not_found',
      message: 'There is no job mpi in the namespace default.',
    });
  });
});

describe('a submitted job', () => {
  it('becomes a command of the caller with every default filled in, as an object and as YAML', async () => {
    const manifest = { name: 'mpi', runtime: 'process', ...gang };
    const yaml = `
name: mpi
runtime: process
gang:
  ranks: 4
  template: { containers: [{ name: main, command: ["true"] }] }
`;
    await post('jobs.submit', { manifest, mode: 'create', commandId: 'once' });
    await post('jobs.submit', { manifest: yaml, ifGeneration: 3 });
    const [first, second] = plane.submitted;
    expect(first).toMatchObject({ actor: { name: 'ana', via: 'api' }, commandId: 'once' });
    expect(first!.command).toMatchObject({
      ...{ type: 'job.apply', namespace: 'default', name: 'mpi', mode: 'create', ifGeneration: null },
      spec: { plan: { kind: 'gang', ranks: 4, startDeadlineSeconds: null }, retries: 0, suspended: false },
    });
    expect(second!.command).toMatchObject({
      ...first!.command,
      ...{ text: expect.stringContaining('mpi'), mode: 'either', ifGeneration: 3 },
    });
    expect(services.audited).toMatchObject([{ verb: 'jobs.submit' }, { verb: 'jobs.submit' }]);
  });

  it.each<[string, unknown, string[]]>([
    ['no kind', { name: 'sum' }, ['']],
    ['two kinds', { name: 'sum', ...batch, ...gang }, ['gang']],
    [
      'a wrong field deep down',
      { name: 'sum', batch: { stages: [{ name: 'map', completions: 0, template }] } },
      ['batch.stages[0].completions'],
    ],
    [
      'two wrong fields at once',
      { name: 'Sum', gang: { ranks: 0, template: { containers: [{ name: 'main', command: ['true'] }] } } },
      ['name', 'gang.ranks'],
    ],
    [
      'a schedule with a field too few',
      { name: 'a', cron: { schedule: '0 0 1', run: batch } },
      ['cron.schedule'],
    ],
    ['a misspelt field', { name: 'a', ...batch, retry: 3 }, ['retry']],
    ['a text that is no YAML', 'name: [', ['manifest']],
    ['a key that is there twice', 'name: a\nname: b', ['manifest']],
    ['a manifest of another kind', 7, ['manifest']],
  ])(
    'is refused with %s, by the path of each field, and nothing is asked for',
    async (_, manifest, paths) => {
      const of = typeof manifest === 'object' ? { runtime: 'process', ...manifest } : manifest;
      const { status, error } = await post('jobs.submit', { manifest: of });
      expect(status).toBe(400);
      expect(error!.data.issues.map(({ field }) => field)).toEqual(paths);
      for (const { message } of error!.data.issues) expect(message).not.toBe('');
      expect(commands()).toEqual([]);
    },
  );
});

describe('what is done to a job', () => {
  it.each<[string, object, object]>([
    ['suspend', {}, { type: 'job.suspend' }],
    ['resume', {}, { type: 'job.resume' }],
    ['cancel', {}, { type: 'job.cancel', reason: '' }],
    ['cancel', { reason: 'wrong input' }, { type: 'job.cancel', reason: 'wrong input' }],
    ['delete', {}, { type: 'job.delete', graceSeconds: null }],
    ['delete', { graceSeconds: 0 }, { type: 'job.delete', graceSeconds: 0 }],
    ['run', {}, { type: 'job.run', environment: {}, labels: {}, annotations: {}, runName: null }],
    [
      'run',
      { environment: { COMMIT: '4f2a' }, runName: 'by-hand' },
      { type: 'job.run', environment: { COMMIT: '4f2a' }, labels: {}, annotations: {}, runName: 'by-hand' },
    ],
  ])('%s %j is that command, of the caller and with its id', async (verb, input, command) => {
    const asked = { namespace: 'science', name: 'mpi', commandId: 'once', ...input };
    expect((await post(`jobs.${verb}`, asked)).status).toBe(200);
    expect(plane.submitted).toEqual([
      {
        command: { namespace: 'science', name: 'mpi', ...command },
        actor: { name: 'ana', via: 'api' },
        commandId: 'once',
      },
    ]);
    expect(services.audited).toMatchObject([
      { verb: `jobs.${verb}`, target: 'science/mpi', outcome: 'ok', actor: 'ana' },
    ]);
  });

  it.each(['suspend', 'resume', 'cancel', 'delete', 'run'])('%s wants a name', async (verb) => {
    const { status, error } = await post(`jobs.${verb}`, {});
    expect(status).toBe(400);
    expect(error!.data.issues.map(({ field }) => field)).toEqual(['name']);
    expect(commands()).toEqual([]);
  });

  it.each([
    ['delete', { graceSeconds: -1 }, 'graceSeconds'],
    ['cancel', { reason: 'x'.repeat(1_025) }, 'reason'],
    ['run', { runName: '' }, 'runName'],
    ['run', { environment: { COMMIT: 4 } }, 'environment.COMMIT'],
    ['suspend', { until: 'noon' }, 'until'],
  ])('%s refuses %j by its field', async (verb, input, field) => {
    const { status, error } = await post(`jobs.${verb}`, { name: 'sum', ...input });
    expect(status).toBe(400);
    expect(error!.data.issues.map((issue) => issue.field)).toEqual([field]);
    expect(commands()).toEqual([]);
  });

  it("passes the engine's refusal on, with its status, its fields and into the audit", async () => {
    const message = 'runName: must be in lower case';
    plane.answer = err(
      rejection('invalid', message, [{ field: 'runName', message: 'must be in lower case' }]),
    );
    const { status, error } = await post('jobs.run', { name: 'nightly', runName: 'ByHand' });
    expect(status).toBe(400);
    expect(error!.data).toMatchObject({
      code: 'invalid',
      message,
      issues: [{ field: 'runName', message: 'must be in lower case' }],
    });
    expect(services.audited).toMatchObject([
      { verb: 'jobs.run', target: 'default/nightly', outcome: 'invalid', message },
    ]);
  });

  it.each([
    ['unsupported', 415],
    ['conflict', 409],
    ['not_found', 404],
    ['overloaded', 429],
  ] as const)('answers what is %s with %i', async (code, expected) => {
    plane.answer = err(rejection(code, 'Job nightly does not end by itself.'));
    const { status, error } = await post('jobs.cancel', { name: 'nightly' });
    expect([status, error!.data.code]).toEqual([expected, code]);
  });
});
