import type { Rejection, Result } from '@gantry/model';
import type { Plan, PlanMove } from '../../port.ts';

/** A plan in lines: its waves with what they come to, then what it warns of. */
export function tellPlan(plan: Result<Plan, Rejection>): string[] {
  if (!plan.ok) return [`${plan.error.code}: ${plan.error.message}`];
  const { message, waves, lowestReady, highestTotal, expectedMs, warnings, notRestored } = plan.value;
  return [
    `would answer: ${message}`,
    ...waves.map(
      ({ moves, ready, total }, index) =>
        `  wave ${index + 1}: ${moves.map(tellMove).join(', ')}; then ${ready} of ${total} ready`,
    ),
    `  ready never below ${lowestReady}, in all at most ${highestTotal}, in ${expectedMs / 1000} s`,
    ...[...warnings, ...notRestored].map((line) => `  note: ${line}`),
  ];
}

function tellMove({ action, taskName, fromNode, toNode, revision }: PlanMove): string {
  if (action === 'start') return `start r${revision} on ${toNode}`;
  return action === 'stop' ? `stop ${taskName} on ${fromNode}` : `r${revision} waits`;
}
