import {
  type Act,
  canonicalText,
  type Difference,
  diffTemplates,
  diffValues,
  hashText,
  ok,
  type Rejection,
  type Result,
} from '@gantry/model';
import type { Plan } from '../port.ts';
import type { State } from '../state/state.ts';
import { linesOf, wavesOf } from './moves.ts';
import { notRestoredBy } from './not-restored.ts';
import { shortGates } from './short-gates.ts';
import { playCommand, type Question, type Run } from './virtual-run.ts';
import { warningsOf } from './warnings.ts';

/** What a command would do (rules PV): the real planners on a fork, in virtual time, while all goes well. */
export function planAhead(state: State, question: Question): Result<Plan, Rejection> {
  const run = playCommand(state, question);
  return run.ok ? ok(planOf(state, question, run.value)) : run;
}

function planOf(state: State, { command, nowMs }: Question, run: Run): Plan {
  const { accepted, moments, end } = run;
  const waves = wavesOf(moments, end);
  const ready = moments.map((moment) => moment.ready);
  const ofDeployments = [...run.deployments].reduce((sum, id) => sum + wantedBy(end, id), 0);
  const desired = ofDeployments + run.jobTasks.filter((task) => task.desired === 'running').length;
  return {
    hash: hashPlan(command, linesOf(waves)),
    command,
    changes: accepted.changed,
    message: accepted.message,
    waves,
    lowestReady: Math.min(...ready),
    highestTotal: Math.max(...moments.map((moment) => moment.total)),
    desired,
    extraResources: run.extraResources,
    expectedMs: lastChange(run) - nowMs,
    curve: curveOf(run),
    diff: differences(command, { before: state, end }),
    warnings: [...warningsOf(run), ...shortGates(command, { before: state, end })],
    notRestored: notRestoredBy(command, { before: state, end }),
  };
}

function wantedBy(end: State, id: string): number {
  const deployment = end.get('deployments', id);
  return deployment === undefined || deployment.deletingAtMs !== null ? 0 : deployment.spec.replicas;
}

/** The same command that leads to the same moves has the same hash, whenever it is asked and whatever for. */
function hashPlan(command: Act, lines: readonly string[]): string {
  return hashText(canonicalText({ command: { ...command, planHash: null, cause: null }, lines }));
}

/** When the last task moved, became ready or ended. */
function lastChange({ moments }: Run): number {
  return moments.findLast(({ taskChanges }) => taskChanges.length > 0)?.atMs ?? moments[0]!.atMs;
}

/** What there is, and a point wherever a count changed; that of the act itself is at the same moment. */
function curveOf({ moments, countsBefore }: Run): Plan['curve'] {
  return [{ ...countsBefore, atMs: moments[0]!.atMs }, ...moments]
    .filter(({ ready, total }, index, all) => {
      const before = all[index - 1];
      return before === undefined || before.ready !== ready || before.total !== total;
    })
    .map(({ atMs, ready, total }) => ({ atMs, ready, total }));
}

/** The template's differences, then those of the rest of the spec. */
function differences(command: Act, { before, end }: { before: State; end: State }): Difference[] {
  if (!('namespace' in command) || !/^(deployment|rollout)\./.test(command.type)) return [];
  const [left, right] = [before, end].map((state) => {
    const deployment = state.deployment(command.namespace, command.name);
    return (
      deployment && {
        spec: deployment.spec,
        template: state.get('templates', deployment.templateHash)!.template,
      }
    );
  });
  if (right === undefined) return [];
  const templates = left === undefined ? [] : diffTemplates(left.template, right.template);
  return [...templates, ...diffValues(left?.spec ?? {}, right.spec)];
}
