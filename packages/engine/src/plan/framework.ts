import { type FrameworkId, type FrameworkRecord, hasEnded, type TaskRecord } from '@gantry/model';
import { earliest } from '../agenda.ts';
import type { Draft } from '../draft.ts';
import { endOffer, rescind } from '../offer/end-offer.ts';
import { setAside } from '../offer/set-aside.ts';
import { acknowledgedAnnotation, groupOf } from '../state/framework-marks.ts';
import { byCreation } from '../state/record-key.ts';
import { aboutFramework, record } from '../timeline.ts';
import { dropTemplate, isKnownToHaveEnded, removeTask } from './reaper.ts';
import { stopTask } from './stop-task.ts';

/** Decides about one framework from outside: whether it is given up, and what of its offers and filters is over. */
export function planFramework(draft: Draft, id: FrameworkId): void {
  const framework = draft.state.get('frameworks', id);
  if (framework === undefined || framework.kind !== 'mesos') return;
  stopBrokenGroups(draft, framework);
  reapTasks(draft, framework);
  if (framework.completedAtMs !== null) {
    draft.agenda.setAlarm(id, null);
    forgetCompleted(draft);
    return;
  }
  const failsOverAtMs =
    framework.disconnectedAtMs === null ? null : framework.disconnectedAtMs + framework.failoverTimeoutMs;
  if (failsOverAtMs !== null && failsOverAtMs <= draft.nowMs) {
    removeFramework(draft, framework, 'It did not come back within its failover time.');
    return;
  }
  const filters = draft.agenda.offers.filters.expire(id, draft.nowMs);
  for (const nodeId of filters.nodes) draft.agenda.offers.markNode(nodeId);
  draft.agenda.setAlarm(id, earliest(failsOverAtMs, expireOffers(draft, id), filters.nextAtMs));
}

/** A group's tasks share their fate: where one failed or was stopped, the others stop (rule OF13). */
function stopBrokenGroups(draft: Draft, { id }: FrameworkRecord): void {
  for (const ended of draft.state.find('endedTasksByFramework', id)) {
    const group = ended.state === 'succeeded' ? null : groupOf(ended);
    if (group === null) continue;
    const message = `Task ${ended.name} of its group has ended: ${ended.state}.`;
    for (const task of draft.state.find('tasksByGroup', group)) {
      if (!hasEnded(task.state) && task.desired === 'running')
        stopTask(draft, task, { reason: 'GroupEnded', message, graceSeconds: null });
    }
  }
}

/** Offers that were not answered in time; returns when the next one's time is over. */
function expireOffers(draft: Draft, id: FrameworkId): number | null {
  const { offerTimeoutMs } = draft.bounds;
  let nextAtMs: number | null = null;
  for (const offer of draft.state.find('outstandingOffersByFramework', id)) {
    const dueAtMs = offer.createdAtMs + offerTimeoutMs;
    if (dueAtMs > draft.nowMs) nextAtMs = earliest(nextAtMs, dueAtMs);
    else {
      setAside(draft, offer, { ...offer, refuseSeconds: offerTimeoutMs / 1000 });
      endOffer(draft, offer, { state: 'expired', reason: 'It was not answered in time.' });
    }
  }
  return nextAtMs;
}

/** It goes for good: its offers are taken back, and its tasks stop. */
export function removeFramework(draft: Draft, { id }: FrameworkRecord, reason: string): void {
  for (const offer of draft.state.find('outstandingOffersByFramework', id)) rescind(draft, offer, reason);
  const framework = draft.state.get('frameworks', id)!;
  draft.agenda.offers.filters.clear(id, framework.roles);
  const { nowMs } = draft;
  const ended = { connected: false, active: false, completedAtMs: nowMs } as const;
  draft.put('frameworks', { ...framework, ...ended, disconnectedAtMs: framework.disconnectedAtMs ?? nowMs });
  record(draft, aboutFramework(framework), 'FrameworkRemoved', reason);
  const message = `Framework ${framework.name} was removed.`;
  for (const task of draft.state.find('tasksByFramework', id)) {
    if (!hasEnded(task.state) && task.desired === 'running')
      stopTask(draft, task, { reason: 'FrameworkRemoved', message, graceSeconds: null });
  }
}

/** Ended tasks beyond what is kept, the oldest first. Those whose end the framework does not know are kept longer. */
function reapTasks(draft: Draft, { id, completedAtMs }: FrameworkRecord): void {
  const ended = draft.state
    .find('endedTasksByFramework', id)
    .filter((task) => isKnownToHaveEnded(draft, task));
  // Of an executor's end no scheduler tells that it knows.
  const isKnown = (task: TaskRecord) =>
    completedAtMs !== null || acknowledgedAnnotation in task.annotations || task.executor !== undefined;
  const { endedTasksPerFramework, unacknowledgedTasksPerFramework } = draft.bounds;
  dropOldest(draft, ended.filter(isKnown), endedTasksPerFramework);
  dropOldest(
    draft,
    ended.filter((task) => !isKnown(task)),
    unacknowledgedTasksPerFramework,
  );
}

function dropOldest(draft: Draft, tasks: TaskRecord[], most: number): void {
  if (tasks.length <= most) return;
  for (const task of tasks.sort((a, b) => byCreation(a.id, b.id)).slice(0, tasks.length - most)) {
    removeTask(draft, task);
    dropTemplate(draft, task.templateHash);
  }
}

/** The oldest completed frameworks go, once nothing of theirs runs any more. */
function forgetCompleted(draft: Draft): void {
  const completed = [...draft.state.all('frameworks')].filter(({ completedAtMs }) => completedAtMs !== null);
  const surplus = completed.length - draft.bounds.completedFrameworks;
  if (surplus <= 0) return;
  for (const { id } of completed.sort((a, b) => a.completedAtMs! - b.completedAtMs!).slice(0, surplus)) {
    const tasks = draft.state.find('tasksByFramework', id);
    if (!tasks.every((task) => isKnownToHaveEnded(draft, task))) continue;
    dropOldest(draft, tasks, 0);
    draft.remove('frameworks', id);
  }
}
