import type { View } from '@gantry/engine';
import { hasEnded } from '@gantry/model';
import { idOf } from './app-id.ts';
import { currentVersion } from './app-record.ts';
import type { Json } from './plain-data.ts';
import { foreignMotion, type Member, markOf, type Step } from './plan-mark.ts';

/** Deployments as Marathon tells of them: plans that are not over, and what was set going elsewhere. */
export function deploymentViews(view: View): Json[] {
  const plans = new Map<string, Member[]>();
  const foreign: Json[] = [];
  for (const record of view.all('deployments')) {
    const mark = markOf(record);
    if (mark !== null) plans.set(mark.id, [...(plans.get(mark.id) ?? []), { record, mark }]);
    const motion = mark === null ? foreignMotion(view, record) : null;
    if (motion === null) continue;
    const steps = [{ actions: [{ action: motion.action, app: idOf(record) }] }];
    const version = currentVersion(view, record);
    foreign.push(viewOf(view, { id: motion.id, version, steps, current: 0, active: steps[0]!.actions }));
  }
  return [...Array.from(plans.values(), (members) => planView(view, members)), ...foreign];
}

function planView(view: View, members: readonly Member[]): Json {
  const { id, version, steps } = members[0]!.mark;
  const current = Math.min(...members.map(({ mark }) => mark.step));
  const active = members
    .filter(({ mark }) => mark.step === current)
    .map(({ record, mark }) => ({ action: mark.action, app: idOf(record) }));
  return viewOf(view, { id, version, steps, current, active });
}

interface Shown {
  id: string;
  version: string;
  steps: Step[];
  current: number;
  active: Step['actions'];
}

function viewOf(view: View, { id, version, steps, current, active }: Shown): Json {
  return {
    id,
    version,
    affectedApps: [...new Set(steps.flatMap(({ actions }) => actions.map(({ app }) => app)))],
    affectedPods: [],
    steps,
    currentActions: active.map(({ action, app }) => ({
      action,
      app,
      readinessCheckResults: readiness(view, app),
    })),
    currentStep: current + 1,
    totalSteps: steps.length,
  };
}

function readiness(view: View, app: string): Json[] {
  const record = [...view.all('deployments')].find((one) => idOf(one) === app);
  if (record === undefined) return [];
  const newest = [...view.tasksOfDeployment(record.id)].filter(
    ({ revision, state }) => revision === record.revision && !hasEnded(state),
  );
  return newest.map(({ id, ready }) => ({ taskId: id, ready }));
}
