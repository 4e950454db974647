import type { TaskId, TaskRecord, TaskReport } from '@gantry/model';

/** How the tasks of an image behave on a played node. */
export interface Behaviour {
  /** From being assigned (or its back-off being over) to running. */
  startsMs: number;
  /** From running to ready; null: never. */
  readyMs: number | null;
  /** From being told to stop to having stopped. */
  stopsMs: number;
  /** It ends by itself so long after it runs. */
  exits: { code: number; afterMs: number } | null;
  /** While it runs and is not ready its probe fails so often. */
  probeFailsEveryMs: number | null;
  /** While it runs it writes an error line so often. */
  errorsEveryMs: number | null;
}

export const wellBehaved: Behaviour = {
  startsMs: 1000,
  readyMs: 1000,
  stopsMs: 1000,
  exits: null,
  probeFailsEveryMs: null,
  errorsEveryMs: null,
};

/** What a task will report, and when. */
export interface Due {
  atMs: number;
  report: TaskReport;
}

interface Played {
  task: TaskRecord;
  report: TaskReport;
  due: Due[];
  isStopping: boolean;
}

/** More than these periodic reports of one task are not played. */
const mostRepeats = 20;

/** Plays the tasks of one node: what they would report, from what they are told. Knows no engine. */
export class PlayedAgent {
  readonly #tasks = new Map<TaskId, Played>();

  /** The newest report of every task, as a reconnecting agent sends them. */
  get reports(): TaskReport[] {
    return [...this.#tasks.values()].map(({ report }) => report);
  }

  get nextAtMs(): number | null {
    const times = [...this.#tasks.values()].flatMap(({ due }) => due.map(({ atMs }) => atMs));
    return times.length === 0 ? null : Math.min(...times);
  }

  /** What the engine wants of a task of this node. */
  follow(task: TaskRecord, behaviour: Behaviour, nowMs: number): void {
    const played = this.#tasks.get(task.id);
    if (task.desired === 'stopped') this.#stop(task, behaviour, nowMs);
    else if (played === undefined) this.#start(task, behaviour, nowMs);
  }

  /** What has happened until now, in order of time. */
  take(nowMs: number): TaskReport[] {
    const happened: Due[] = [];
    for (const played of this.#tasks.values()) {
      const now = played.due.filter(({ atMs }) => atMs <= nowMs);
      played.due = played.due.filter(({ atMs }) => atMs > nowMs);
      happened.push(...now);
      for (const { report } of now) played.report = report;
    }
    return happened.sort((a, b) => a.atMs - b.atMs).map(({ report }) => report);
  }

  #start(task: TaskRecord, behaviour: Behaviour, nowMs: number): void {
    const startedAtMs = Math.max(nowMs, task.notBeforeAtMs ?? 0) + behaviour.startsMs;
    const due = lifeOf(task, behaviour, startedAtMs);
    this.#tasks.set(task.id, { task, report: aReport(task, { state: 'assigned' }), due, isStopping: false });
  }

  #stop(task: TaskRecord, { stopsMs }: Behaviour, nowMs: number): void {
    const played = this.#tasks.get(task.id);
    if (played?.isStopping) return;
    const last = played?.report ?? aReport(task, { state: 'assigned' });
    if (isOver(last)) return;
    const stopped = { ...last, state: 'stopped', ready: false, finishedAtMs: nowMs + stopsMs } as const;
    const due = [{ atMs: nowMs + stopsMs, report: stopped }];
    this.#tasks.set(task.id, { task, report: last, due, isStopping: true });
  }
}

const isOver = ({ state }: TaskReport) => ['succeeded', 'failed', 'stopped'].includes(state);

function aReport(task: TaskRecord, over: Partial<TaskReport>): TaskReport {
  return {
    taskId: task.id,
    state: 'running',
    ready: false,
    reason: '',
    message: '',
    startedAtMs: null,
    finishedAtMs: null,
    address: '10.0.0.1',
    containers: [],
    probeFailures: 0,
    errorLines: 0,
    ...over,
  };
}

/** Everything that a task will report by itself, from its start on. */
function lifeOf(task: TaskRecord, behaviour: Behaviour, startedAtMs: number): Due[] {
  const readyAtMs = behaviour.readyMs === null ? Number.POSITIVE_INFINITY : startedAtMs + behaviour.readyMs;
  const endAtMs = behaviour.exits ? startedAtMs + behaviour.exits.afterMs : Number.POSITIVE_INFINITY;
  const failures = repeats(behaviour.probeFailsEveryMs, startedAtMs).filter((atMs) => atMs < readyAtMs);
  const errors = repeats(behaviour.errorsEveryMs, startedAtMs);
  const moments = [startedAtMs, readyAtMs, ...failures, ...errors].filter((atMs) => atMs < endAtMs);
  const until = (times: number[], atMs: number) => times.filter((one) => one <= atMs).length;
  const life = [...new Set(moments)]
    .sort((a, b) => a - b)
    .map((atMs) => ({
      atMs,
      ready: atMs >= readyAtMs,
      probes: until(failures, atMs),
      lines: until(errors, atMs),
    }))
    .map(({ atMs, ready, probes, lines }) => ({
      atMs,
      report: aReport(task, {
        ready,
        startedAtMs,
        probeFailures: probes,
        errorLines: lines,
        ...(probes > 0 && !ready
          ? {
              reason: 'ContainersNotReady',
              message: 'container main waits for its readiness probe: HTTP 500',
            }
          : {}),
      }),
    }));
  return behaviour.exits ? [...life, endOf(task, behaviour.exits.code, { startedAtMs, endAtMs })] : life;
}

function repeats(everyMs: number | null, fromMs: number): number[] {
  return everyMs === null
    ? []
    : Array.from({ length: mostRepeats }, (_, index) => fromMs + (index + 1) * everyMs);
}

function endOf(task: TaskRecord, code: number, at: { startedAtMs: number; endAtMs: number }): Due {
  const over = {
    startedAtMs: at.startedAtMs,
    finishedAtMs: at.endAtMs,
    message: `container main exited with code ${code}`,
  };
  const report = aReport(task, { ...over, state: code === 0 ? 'succeeded' : 'failed', reason: 'Exited' });
  return { atMs: at.endAtMs, report };
}
