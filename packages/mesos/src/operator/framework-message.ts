import type { View } from '@gantry/engine';
import {
  addResources,
  type FrameworkRecord,
  hasEnded,
  noResources,
  type OfferRecord,
  type Resources,
  type TaskRecord,
} from '@gantry/model';
import { defined } from '../marathon/plain-data.ts';
import { isExecutor } from '../scheduler/framework-data.ts';
import { offerMessage, volumesIn } from '../scheduler/offer-message.ts';
import { resourceList } from '../wire/resources.ts';
import { oldExecutor } from './executor-message.ts';
import { oldResources, oldTask, resourcesOf } from './task-message.ts';

/** Frameworks with their tasks and offers, each list gone through once. */
export class FrameworkViews {
  readonly view: View;
  readonly #tasks: Map<string, TaskRecord[]>;
  readonly #offers: Map<string, OfferRecord[]>;

  constructor(view: View) {
    this.view = view;
    this.#tasks = Map.groupBy(
      [...view.all('tasks')].filter((task) => task.nodeId !== null),
      ({ frameworkId }) => frameworkId,
    );
    const outstanding = [...view.all('offers')].filter(({ state }) => state === 'outstanding');
    this.#offers = Map.groupBy(outstanding, ({ frameworkId }) => frameworkId);
  }

  /** Its executors among them, which take room as well. */
  #placedOf({ id }: FrameworkRecord): TaskRecord[] {
    return this.#tasks.get(id) ?? [];
  }

  /** A Framework message of the operator API. */
  message(framework: FrameworkRecord) {
    const offers = this.#offers.get(framework.id) ?? [];
    return defined({
      framework_info: frameworkInfo(framework),
      active: framework.active,
      connected: framework.connected,
      recovered: isRecovered(framework),
      registered_time: { nanoseconds: framework.registeredAtMs * 1e6 },
      unregistered_time:
        framework.completedAtMs === null ? undefined : { nanoseconds: framework.completedAtMs * 1e6 },
      offers: offers.flatMap((offer) => {
        const node = this.view.get('nodes', offer.nodeId);
        const volumes = volumesIn(this.view, offer);
        return node === undefined ? [] : [offerMessage({ offer, volumes }, node, framework)];
      }),
      inverse_offers: [],
      allocated_resources: resourceList(this.#usedBy(framework), []),
      offered_resources: resourceList(sumOf(offers.map(({ resources }) => resources)), []),
    });
  }

  /** As the old state endpoints show it. */
  old(framework: FrameworkRecord) {
    const placed = this.#placedOf(framework);
    const tasks = placed.filter((task) => !isExecutor(task));
    const offers = this.#offers.get(framework.id) ?? [];
    const [used, offered] = [this.#usedBy(framework), sumOf(offers.map(({ resources }) => resources))];
    const shown = (wanted: boolean) =>
      tasks.filter(({ state }) => hasEnded(state) === wanted).map((task) => oldTask(this.view, task));
    return {
      id: framework.id,
      name: framework.name,
      user: framework.user,
      failover_timeout: framework.failoverTimeoutMs / 1000,
      checkpoint: true,
      registered_time: framework.registeredAtMs / 1000,
      unregistered_time: (framework.completedAtMs ?? 0) / 1000,
      active: framework.active,
      connected: framework.connected,
      recovered: isRecovered(framework),
      ...rolesOf(framework),
      principal: framework.principal,
      hostname: framework.hostname,
      webui_url: framework.webuiUrl,
      capabilities: framework.capabilities,
      resources: oldResources(addResources(used, offered), []),
      used_resources: oldResources(used, []),
      offered_resources: oldResources(offered, []),
      tasks: shown(false),
      unreachable_tasks: [],
      completed_tasks: shown(true),
      offers: offers.map(({ id }) => id),
      executors: placed
        .filter((task) => isExecutor(task) && !hasEnded(task.state))
        .map((task) => oldExecutor(this.view, task)),
    };
  }

  #usedBy(framework: FrameworkRecord): Resources {
    const live = this.#placedOf(framework).filter(({ state }) => !hasEnded(state));
    return sumOf(live.map((task) => resourcesOf(this.view, task)));
  }
}

export const sumOf = (all: readonly Resources[]): Resources => all.reduce(addResources, noResources);

/** Known from before, and not back yet. */
const isRecovered = ({ connected, completedAtMs }: FrameworkRecord) => !connected && completedAtMs === null;

export function frameworkInfo(framework: FrameworkRecord) {
  return {
    user: framework.user,
    name: framework.name,
    id: { value: framework.id },
    failover_timeout: framework.failoverTimeoutMs / 1000,
    checkpoint: true,
    ...rolesOf(framework),
    hostname: framework.hostname,
    principal: framework.principal,
    webui_url: framework.webuiUrl,
    capabilities: framework.capabilities.map((type) => ({ type })),
  };
}

const rolesOf = ({ capabilities, roles }: FrameworkRecord) =>
  capabilities.includes('MULTI_ROLE') ? { roles } : { role: roles[0] ?? '*' };
