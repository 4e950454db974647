import type { View } from '@gantry/engine';
import {
  type DeploymentRecord,
  type Difference,
  diffTemplates,
  type LostImage,
  type RevisionRecord,
  type RolloutPace,
  type RolloutRecord,
  type Template,
} from '@gantry/model';
import { type ContainerImage, imagesOf } from './deployment-view.ts';
import type { Ribbon } from './ribbon.ts';

/** How the rollout to a revision went. */
export interface RolloutSummary {
  outcome: RolloutRecord['outcome'];
  message: string;
  startedAtMs: number;
  endedAtMs: number | null;
  /** Time until it was complete; null for one that never was. */
  tookMs: number | null;
  replicas: number;
  lowestReady: number;
  highestTotal: number;
  restarts: number;
  probeFailures: number;
  errorLines: number;
}

/** One revision on the timeline. */
export interface RevisionEntry {
  number: number;
  current: boolean;
  createdAtMs: number;
  author: string;
  cause: string;
  /** The revision that this one restored, when it is a rollback. */
  restoredFrom: number | null;
  previous: number | null;
  replicas: number;
  /** The name it is kept under whatever the history limit says. */
  pinned: string | null;
  templateHash: string;
  images: ContainerImage[];
  /** What its tasks ran of each container, as their runtimes resolved it; of those that none was seen of, nothing. */
  ran: Record<string, string[]>;
  /** Why it cannot be gone back to, or what of it is another thing now. null: nothing speaks against it. */
  lost: LostImage | null;
  /** Against the revision that was current before it. Empty for the first. */
  diff: Difference[];
  rollout: RolloutSummary | null;
}

export interface DeploymentHistory {
  namespace: string;
  name: string;
  currentRevision: number;
  /** Newest first. */
  revisions: RevisionEntry[];
  /** Ready tasks per revision over time, as far back as the store remembers and no further than asked. */
  series: Ribbon;
  /** How long its rollouts take. */
  pace: RolloutPace;
}

export function revisionEntries(view: View, deployment: DeploymentRecord): RevisionEntry[] {
  const revisions = view.revisionsOf(deployment.id);
  const byNumber = new Map(revisions.map((revision) => [revision.number, revision]));
  const rollouts = newestByTarget(view.rolloutsOf(deployment.id));
  const templateOf = (revision: RevisionRecord | undefined) =>
    revision && view.get('templates', revision.templateHash)?.template;
  return revisions
    .toSorted((a, b) => b.number - a.number)
    .map((revision) => {
      const rollout = rollouts.get(revision.number);
      return {
        ...entryOf(revision, templateOf(revision)),
        current: revision.number === deployment.revision,
        diff: diffOf(templateOf(byNumber.get(revision.previous ?? 0)), templateOf(revision)),
        rollout: rollout ? rolloutSummary(rollout) : null,
      };
    });
}

function entryOf(revision: RevisionRecord, template: Template | undefined) {
  const { number, createdAtMs, author, cause, restoredFrom, previous, replicas, pinned, templateHash } =
    revision;
  const images = template ? imagesOf(template) : [];
  return {
    number,
    createdAtMs,
    author,
    cause,
    restoredFrom,
    previous,
    replicas,
    pinned,
    templateHash,
    images,
    ran: revision.images ?? {},
    lost: revision.lost ?? null,
  };
}

function diffOf(before: Template | undefined, after: Template | undefined): Difference[] {
  return before && after ? diffTemplates(before, after) : [];
}

function newestByTarget(rollouts: RolloutRecord[]): Map<number, RolloutRecord> {
  const sorted = rollouts.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  return new Map(sorted.map((rollout) => [rollout.toRevision, rollout]));
}

function rolloutSummary(rollout: RolloutRecord): RolloutSummary {
  const { outcome, message, startedAtMs, endedAtMs, replicas, lowestReady, highestTotal } = rollout;
  const { restarts, probeFailures, errorLines } = rollout;
  const tookMs = outcome === 'complete' && endedAtMs !== null ? endedAtMs - startedAtMs : null;
  return {
    outcome,
    message,
    startedAtMs,
    endedAtMs,
    tookMs,
    replicas,
    lowestReady,
    highestTotal,
    restarts,
    probeFailures,
    errorLines,
  };
}
