import { type Act, type Actor, type Rejection, rejection } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { linesOf } from './moves.ts';
import { planAhead } from './plan-ahead.ts';

/** So many differing lines are told; the rest is counted. */
const mostLines = 6;

/** Refuses a command that was confirmed against a plan which is not what it would do now (rule PV4). */
export function checkPlan(
  draft: Draft,
  { command, actor }: { command: Act; actor: Actor },
): Rejection | null {
  const planHash = 'planHash' in command ? command.planHash : null;
  if (planHash === null) return null;
  const { bounds, nowMs, state, plans } = draft;
  const plan = planAhead(state, { command, actor, nowMs, bounds });
  if (!plan.ok) return plan.error;
  if (plan.value.hash === planHash) return null;
  const before = plans.linesOf(planHash);
  const moved = before === null ? [] : differing(before, linesOf(plan.value.waves));
  const what = moved.length === 0 ? '' : ` ${moved.join('; ')}.`;
  return rejection(
    'plan_changed',
    `The plan is not the same any more; look at it again and confirm anew.${what}`,
  );
}

function differing(before: readonly string[], now: readonly string[]): string[] {
  const gone = before.filter((line) => !now.includes(line)).map((line) => `no more: ${line}`);
  const added = now.filter((line) => !before.includes(line)).map((line) => `now: ${line}`);
  const all = [...gone, ...added];
  return all.length <= mostLines ? all : [...all.slice(0, mostLines), `and ${all.length - mostLines} more`];
}
