import type { ControlPlane } from '@gantry/controlplane';
import type { View } from '@gantry/engine';
import {
  type FrameworkRecord,
  type NodeRecord,
  noResources,
  type Resources,
  subtractResources,
} from '@gantry/model';
import { isExecutor } from '../scheduler/framework-data.ts';
import { scalarsOf } from '../wire/resources.ts';
import { sumOf } from './framework-message.ts';
import { shownState } from './task-message.ts';

const counted = [
  'staging',
  'starting',
  'running',
  'killing',
  'finished',
  'failed',
  'killed',
  'lost',
  'error',
];
const alsoCounted = ['dropped', 'gone', 'gone_by_operator', 'unreachable'];

/** Flat figures under Mesos's names, as far as there is something here that they could mean. */
export function snapshotOf(plane: ControlPlane, { startedAtMs }: { startedAtMs: number }) {
  const { view } = plane;
  return {
    'master/elected': 1,
    'master/uptime_secs': (plane.now() - startedAtMs) / 1000,
    ...resourceFigures([...view.all('nodes')], view),
    ...agentFigures([...view.all('nodes')]),
    ...frameworkFigures([...view.all('frameworks')]),
    ...taskFigures(view),
    'master/outstanding_offers': [...view.all('offers')].filter(({ state }) => state === 'outstanding')
      .length,
    ...shareFigures(plane),
  };
}

function resourceFigures(nodes: readonly NodeRecord[], view: View): Record<string, number> {
  const total = sumOf(nodes.map(({ resources }) => resources));
  const offered = sumOf(
    [...view.all('offers')].flatMap(({ state, resources }) => (state === 'outstanding' ? [resources] : [])),
  );
  const used = subtractResources(sumOf(nodes.map(({ id }) => view.allocatedOf(id))), offered);
  const [all, taken] = [scalarsOf(total), scalarsOf(atLeastNothing(used))];
  const names = Object.keys(all) as (keyof typeof all)[];
  return Object.fromEntries(
    names.flatMap((name) => [
      [`master/${name}_total`, all[name]],
      [`master/${name}_used`, taken[name]],
      [`master/${name}_percent`, all[name] === 0 ? 0 : taken[name] / all[name]],
    ]),
  );
}

const atLeastNothing = (resources: Resources): Resources => ({
  cpuMillis: Math.max(0, resources.cpuMillis),
  memoryBytes: Math.max(0, resources.memoryBytes),
  diskBytes: Math.max(0, resources.diskBytes),
  gpus: Math.max(noResources.gpus, resources.gpus),
});

function agentFigures(nodes: readonly NodeRecord[]): Record<string, number> {
  const ready = nodes.filter(({ status }) => status === 'ready');
  const active = ready.filter(({ cordoned }) => !cordoned).length;
  return {
    'master/slaves_active': active,
    'master/slaves_inactive': nodes.length - active,
    'master/slaves_connected': ready.length,
    'master/slaves_disconnected': 0,
    'master/slaves_unreachable': nodes.length - ready.length,
  };
}

function frameworkFigures(frameworks: readonly FrameworkRecord[]): Record<string, number> {
  const known = frameworks.filter(({ completedAtMs }) => completedAtMs === null);
  const count = (holds: (one: FrameworkRecord) => boolean) => known.filter(holds).length;
  return {
    'master/frameworks_active': count(({ active }) => active),
    'master/frameworks_inactive': count(({ active }) => !active),
    'master/frameworks_connected': count(({ connected }) => connected),
    'master/frameworks_disconnected': count(({ connected }) => !connected),
  };
}

function taskFigures(view: View): Record<string, number> {
  const figures = Object.fromEntries([...counted, ...alsoCounted].map((name) => [`master/tasks_${name}`, 0]));
  for (const task of view.all('tasks')) {
    if (isExecutor(task)) continue;
    const key = `master/tasks_${shownState(task).slice('TASK_'.length).toLowerCase()}`;
    figures[key] = (figures[key] ?? 0) + 1;
  }
  return figures;
}

function shareFigures(plane: ControlPlane): Record<string, number> {
  return Object.fromEntries(
    plane
      .ladder()
      .rungs.map(({ role, levels }) => [
        `allocator/mesos/roles/${role}/shares/dominant`,
        levels.at(-3)?.share ?? 0,
      ]),
  );
}
