import {
  canMove,
  hasEnded,
  type NodeId,
  type NodeRecord,
  type TaskRecord,
  type TaskReport,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutNode, aboutTask, record } from '../timeline.ts';
import { acceptHeartbeat } from './heartbeat.ts';
import { noteImages } from './images.ts';
import { recordTaskChange } from './task-events.ts';

/** What an agent last saw of its tasks. Of an earlier session of the node, nothing counts (rule TS5). */
export function acceptReport(
  draft: Draft,
  { nodeId, session, tasks }: { nodeId: NodeId; session: number; tasks: readonly TaskReport[] },
): void {
  const node = draft.state.get('nodes', nodeId);
  if (node === undefined || node.session !== session) return;
  // Whoever reports is alive.
  acceptHeartbeat(draft, { nodeId, atMs: draft.nowMs });
  acceptReports(draft, node, tasks);
}

export function acceptReports(draft: Draft, node: NodeRecord, reports: readonly TaskReport[]): void {
  for (const report of reports) {
    const task = draft.state.get('tasks', report.taskId);
    if (task === undefined) continue;
    if (task.nodeId === node.id) acceptTaskReport(draft, task, report);
    else ignoreForeign(draft, node, task);
  }
}

function ignoreForeign(draft: Draft, node: NodeRecord, task: TaskRecord): void {
  const message = `Reported task ${task.name}, which is not this node's; the report was ignored.`;
  record(draft, aboutNode(node), 'ReportIgnored', message);
}

function acceptTaskReport(draft: Draft, task: TaskRecord, report: TaskReport): void {
  if (hasEnded(task.state)) {
    acceptLate(draft, noteUpdate(draft, task, report), report);
    return;
  }
  if (task.state !== report.state && !canMove({ from: task.state, to: report.state, writer: 'agent' })) {
    const message = `Reported ${report.state} after ${task.state}; the report was ignored.`;
    record(draft, aboutTask(task), 'ReportIgnored', message);
    return;
  }
  const after = draft.update('tasks', task, reported(task, report, draft.nowMs));
  if (after === task) return;
  recordTaskChange(draft, task, after);
  noteImages(draft, task, after);
  countForRollout(draft, task, after);
}

/** What goes wrong with tasks of the wanted template is held against the rollout to it. */
function countForRollout(draft: Draft, before: TaskRecord, after: TaskRecord): void {
  const probeFailures = Math.max(0, after.probeFailures - before.probeFailures);
  const errorLines = Math.max(0, after.errorLines - before.errorLines);
  if ((probeFailures === 0 && errorLines === 0) || after.deploymentId === null) return;
  const rollout = draft.state.findOne('openRollouts', after.deploymentId);
  if (rollout === undefined || rollout.toRevision !== after.revision) return;
  draft.update('rollouts', rollout, {
    probeFailures: rollout.probeFailures + probeFailures,
    errorLines: rollout.errorLines + errorLines,
  });
}

/** What its framework is to hear of a carried task goes on after its end: it is told in order (rule OF22). */
function noteUpdate(draft: Draft, task: TaskRecord, { update }: TaskReport): TaskRecord {
  return update === undefined ? task : draft.update('tasks', task, { update });
}

/** Of a task that was given up as lost, it matters only that it is gone now: its room on the node is free again. */
function acceptLate(draft: Draft, task: TaskRecord, { state, finishedAtMs }: TaskReport): void {
  if (task.state !== 'lost' || task.finishedAtMs !== null || !hasEnded(state)) return;
  draft.update('tasks', task, { finishedAtMs: finishedAtMs ?? draft.nowMs });
}

/** The fields that a report changes. Why a task was told to stop stays, whatever its agent says about its end. */
function reported(task: TaskRecord, report: TaskReport, nowMs: number): Partial<TaskRecord> {
  const { state, address, containers, initContainers, probeFailures, errorLines } = report;
  const isOver = hasEnded(state);
  const ready = report.ready && !isOver;
  return {
    state,
    ready,
    readyAtMs: ready ? (task.ready ? task.readyAtMs : nowMs) : task.readyAtMs,
    firstReadyAtMs: task.firstReadyAtMs ?? (ready ? nowMs : null),
    startedAtMs: report.startedAtMs ?? task.startedAtMs,
    finishedAtMs: isOver ? (report.finishedAtMs ?? nowMs) : null,
    address,
    containers,
    ...(initContainers === undefined ? {} : { initContainers }),
    probeFailures,
    errorLines,
    ...(report.update === undefined ? {} : { update: report.update }),
    ...(task.desired === 'running' ? { reason: report.reason, message: report.message } : {}),
  };
}
