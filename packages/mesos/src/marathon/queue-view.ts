import type { View } from '@gantry/engine';
import type { DeploymentRecord, TaskRecord } from '@gantry/model';
import { idOf } from './app-id.ts';
import { appView } from './app-view.ts';
import type { Json } from './plain-data.ts';

/** Marathon's words for why an offer did not do, in the order in which it asks. */
const funnel = [
  'UnfulfilledRole',
  'UnfulfilledConstraint',
  'NoCorrespondingReservationFound',
  'AgentMaintenance',
  'InsufficientCpus',
  'InsufficientMemory',
  'InsufficientDisk',
  'InsufficientGpus',
  'InsufficientPorts',
  'DeclinedScarceResources',
] as const;
type Reject = (typeof funnel)[number];

const rejects: Record<string, Reject> = {
  cpu: 'InsufficientCpus',
  memory: 'InsufficientMemory',
  disk: 'InsufficientDisk',
  gpus: 'InsufficientGpus',
  hostPort: 'InsufficientPorts',
  dynamicPorts: 'InsufficientPorts',
  cordoned: 'AgentMaintenance',
  draining: 'AgentMaintenance',
  unreachable: 'AgentMaintenance',
};

export function pendingTasks(view: View, record: DeploymentRecord): TaskRecord[] {
  return [...view.tasksOfDeployment(record.id)].filter(({ state }) => state === 'pending');
}

/** What waits to be started, and why. */
export function queueView(view: View, nowMs: number): Json[] {
  return [...view.all('deployments')].flatMap((record) => {
    const pending = pendingTasks(view, record);
    return pending.length === 0 ? [] : [entry(view, { record, pending, nowMs })];
  });
}

interface Waiting {
  record: DeploymentRecord;
  pending: readonly TaskRecord[];
  nowMs: number;
}

function entry(view: View, { record, pending, nowMs }: Waiting): Json {
  const untilMs = Math.max(0, ...pending.map(({ notBeforeAtMs }) => notBeforeAtMs ?? 0));
  const timeLeftSeconds = Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
  const sinceMs = Math.min(...pending.map(({ createdAtMs }) => createdAtMs));
  return {
    count: pending.length,
    role: record.spec.role,
    delay: { timeLeftSeconds, overdue: timeLeftSeconds === 0 },
    since: new Date(sinceMs).toISOString(),
    app: { ...appView(view, record, new Set()), id: idOf(record) },
    processedOffersSummary: offersSummary(view, pending),
    // Beyond Marathon: the sentence that the other doors show.
    message:
      pending.find(({ unplaced }) => unplaced !== null)?.unplaced?.message ??
      delayMessage(pending, timeLeftSeconds),
    lastUnusedOffers: [],
  };
}

function delayMessage(pending: readonly TaskRecord[], seconds: number): string {
  const failures = Math.max(0, ...pending.map(({ failuresInARow }) => failuresInARow));
  return seconds === 0
    ? 'Waits for its turn.'
    : `Failed ${failures} times in a row; the next try is in ${seconds} s.`;
}

/** The nodes that were looked at for the newest waiting task, as if each had been an offer. */
function offersSummary(view: View, pending: readonly TaskRecord[]): Json {
  const reasons = pending.find(({ unplaced }) => unplaced !== null)?.unplaced?.reasons ?? [];
  const declined = new Map<Reject, number>();
  for (const { code, nodes } of reasons) {
    const reject = rejects[code] ?? 'UnfulfilledConstraint';
    declined.set(reject, (declined.get(reject) ?? 0) + nodes);
  }
  const refused = [...declined.values()].reduce((sum, nodes) => sum + nodes, 0);
  let left = Math.max(view.count('nodes'), refused);
  const summary = funnel.map((reason) => {
    const processed = left;
    const count = declined.get(reason) ?? 0;
    left -= count;
    return { reason, declined: count, processed };
  });
  return {
    processedOffersCount: view.count('nodes'),
    unusedOffersCount: refused,
    rejectSummaryLastOffers: summary,
    rejectSummaryLaunchAttempt: summary,
  };
}
