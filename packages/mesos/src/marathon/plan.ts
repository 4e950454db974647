import type { DeploymentParts, DeploymentRecord } from '@gantry/model';
import { layersOf } from './layers.ts';
import { isSame } from './plain-data.ts';
import type { Action, Step } from './plan-mark.ts';
import { notValid } from './refusal.ts';

/** One app's part in a plan: what it is and what it shall be. */
export interface AppChange {
  id: string;
  /** null: there is none yet. */
  record: DeploymentRecord | null;
  current: DeploymentParts | null;
  /** null: the app goes. */
  wanted: DeploymentParts | null;
  dependencies: readonly string[];
}

export interface PlannedChange extends AppChange {
  action: Action;
  /** Which step of the plan, from 0. */
  step: number;
}

export interface DrawnPlan {
  steps: Step[];
  changes: PlannedChange[];
}

/** Marathon's order: what goes, what is new (without instances), then the changes by layers of dependency. */
export function drawPlan(all: readonly AppChange[]): DrawnPlan {
  const staying = all.filter(({ wanted }) => wanted !== null);
  const layers = layersOf(staying);
  if (layers === null) throw notValid([{ path: '/', errors: ['Dependency graph has cyclic dependencies.'] }]);
  const changes = all.filter(isChange);
  const stops = changes.filter(({ wanted }) => wanted === null).map(({ id }) => id);
  const starts = changes.filter(({ record }) => record === null).map(({ id }) => id);
  const groups: [Action | null, string[]][] = [
    ['StopApplication', stops],
    ['StartApplication', starts],
    ...layers.map((layer): [null, string[]] => [
      null,
      layer.filter((id) => changes.some((one) => one.id === id)),
    ]),
  ];
  const filled = groups.filter(([, ids]) => ids.length > 0);
  const byId = new Map(changes.map((change) => [change.id, change]));
  const steps = filled.map(
    ([action, ids]): Step => ({
      actions: ids.map((id) => ({ action: action ?? actionOf(byId.get(id)!), app: id })),
    }),
  );
  return { steps, changes: changes.map((change) => placed(change, steps)) };
}

/** A new app stands in two steps; the one that matters is the later, where it gets its instances. */
function placed(change: AppChange, steps: readonly Step[]): PlannedChange {
  const step = steps.findLastIndex(({ actions }) => actions.some(({ app }) => app === change.id));
  return { ...change, step, action: steps[step]!.actions.find(({ app }) => app === change.id)!.action };
}

function isChange({ current, wanted }: AppChange): boolean {
  if (current === null || wanted === null) return current !== wanted;
  return (
    !isSame(current.spec, wanted.spec) ||
    !isSame(current.template, wanted.template) ||
    !isSame(current.annotations, wanted.annotations) ||
    current.paused
  );
}

function actionOf({ current, wanted }: AppChange): Action {
  if (wanted === null) return 'StopApplication';
  if (current === null || wanted.spec.replicas === 0) return 'ScaleApplication';
  return isSame(current.template, wanted.template) ? 'ScaleApplication' : 'RestartApplication';
}
