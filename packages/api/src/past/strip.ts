import type { View } from '@gantry/engine';
import type { EventRecord } from '@gantry/model';
import type { PastLog } from './past-log.ts';

/** How much happened in a part of the strip. */
export interface StripPart {
  commits: number;
  warnings: number;
}

/** Something worth stepping to. */
export interface Mark {
  atMs: number;
  kind: 'warning' | 'change';
  text: string;
}

/** What the time bar shows of a span: how busy it was, and where something happened that a person would look for. */
export interface Strip {
  /** The oldest moment that can be gone back to. */
  oldestAtMs: number;
  nowMs: number;
  parts: StripPart[];
  /** Oldest first. */
  marks: Mark[];
}

const mostMarks = 200;
/** Reasons that are no warning, but what a person did or waited for. */
const notable = new Set([
  'DeploymentCreated',
  'DeploymentDeleted',
  'Scaled',
  'RolloutStarted',
  'RolloutComplete',
  'RolledBack',
  'Restarted',
  'Cordoned',
  'Uncordoned',
  'Draining',
  'Drained',
  'NodeRegistered',
  'NodeRemoved',
]);

export async function stripOf(
  { view, log, nowMs }: { view: View; log: PastLog; nowMs: number },
  { fromAtMs, toAtMs, parts }: { fromAtMs: number; toAtMs: number; parts: number },
): Promise<Strip> {
  const stepMs = (toAtMs - fromAtMs) / parts;
  const edges = Array.from({ length: parts + 1 }, (_, index) => fromAtMs + index * stepMs);
  const revisions = await Promise.all(edges.map(async (atMs) => (await log.revisionAt(atMs)).revision));
  const counted = revisions.slice(1).map((revision, index) => ({
    // Before the oldest revision that is kept, none is known.
    commits: revisions[index] === 0 ? 0 : revision - revisions[index]!,
    warnings: 0,
  }));
  const marks = marksOf(view, fromAtMs, toAtMs);
  for (const { atMs, kind } of marks) {
    const part = counted[Math.min(parts - 1, Math.floor((atMs - fromAtMs) / stepMs))];
    if (part && kind === 'warning') part.warnings += 1;
  }
  return { oldestAtMs: await oldestInstant(log), nowMs, parts: counted, marks: marks.slice(-mostMarks) };
}

function marksOf(view: View, fromAtMs: number, toAtMs: number): Mark[] {
  const marks: Mark[] = [];
  for (const event of view.all('events')) {
    const isWarning = event.type === 'Warning';
    if (!isWarning && !notable.has(event.reason)) continue;
    for (const atMs of new Set([event.firstAtMs, event.lastAtMs])) {
      if (atMs < fromAtMs || atMs > toAtMs) continue;
      marks.push({ atMs, kind: isWarning ? 'warning' : 'change', text: sentenceOf(event) });
    }
  }
  return marks.sort((a, b) => a.atMs - b.atMs);
}

const sentenceOf = ({ objectName, message }: EventRecord) => `${objectName}: ${message}`;

/** When the oldest state that is kept came about; in a log that holds nothing, the beginning of time. */
async function oldestInstant(log: PastLog): Promise<number> {
  const { oldest } = await log.revisionAt(0);
  const [first] = await log.commits(oldest, 1);
  return first?.atMs ?? 0;
}
