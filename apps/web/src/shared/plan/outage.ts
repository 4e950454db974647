import type { Plan } from '../../live/plans.ts';
import { formatDuration } from '../format/time.ts';

/** What is ready now goes to zero on the way, although containers of it are wanted. */
export interface Outage {
  /** So long in all; null: nothing comes back. */
  lastsMs: number | null;
}

/** null: something stays ready, nothing is ready now anyway, or none is wanted. Tasks of jobs serve nobody. */
export function outageOf({ command, changes, curve, desired }: Plan): Outage | null {
  if (!changes || desired === 0 || command.type.startsWith('job.')) return null;
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined || first.ready === 0) return null;
  if (curve.every(({ ready }) => ready > 0)) return null;
  if (last.ready === 0) return { lastsMs: null };
  const lastsMs = curve.reduce(
    (sum, { atMs, ready }, at) => (ready > 0 ? sum : sum + (curve[at + 1]?.atMs ?? atMs) - atMs),
    0,
  );
  return { lastsMs };
}

/** `for about 12 s`. */
export function outageLength({ lastsMs }: Outage): string {
  if (lastsMs === null) return 'from then on';
  return lastsMs === 0 ? 'for a moment' : `for about ${formatDuration(lastsMs)}`;
}

/** `Nobody answers for about 12 s.` */
export const outageSentence = (outage: Outage): string => `Nobody answers ${outageLength(outage)}.`;

/** It serves now, and is wanted to have none: that is no fault of the plan, but is said. */
export const endsServing = ({ command, changes, curve, desired }: Plan): boolean =>
  changes &&
  desired === 0 &&
  (curve[0]?.ready ?? 0) > 0 &&
  (command.type === 'acts.together' ? command.acts : [command]).every(({ type }) =>
    ['deployment.scale', 'deployment.apply'].includes(type),
  );
