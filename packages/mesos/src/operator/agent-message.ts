import type { View } from '@gantry/engine';
import {
  addResources,
  type NodeRecord,
  noResources,
  type OfferRecord,
  type Resources,
  subtractResources,
} from '@gantry/model';
import { attributesOf, urlOf } from '../wire/agent.ts';
import { mesosVersion } from '../wire/master.ts';
import { type ResourceMessage, resourceList, volumeResource } from '../wire/resources.ts';
import { oldResources } from './task-message.ts';

const capabilities = ['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'AGENT_DRAINING'];

/** What outstanding offers hold of each node, added up once for all of them. */
export function offeredByNode(view: View): Map<string, OfferRecord[]> {
  return Map.groupBy(
    [...view.all('offers')].filter(({ state }) => state === 'outstanding'),
    ({ nodeId }) => nodeId,
  );
}

const offeredOf = (offers: readonly OfferRecord[] | undefined) =>
  (offers ?? []).reduce((sum, { resources }) => addResources(sum, resources), noResources);

const isActive = ({ status, cordoned }: NodeRecord) => status === 'ready' && !cordoned;
const nanoseconds = (atMs: number) => ({ nanoseconds: atMs * 1e6 });

/** An Agent message of the operator API. */
export function agentMessage(view: View, node: NodeRecord, offers: readonly OfferRecord[] | undefined) {
  const offered = offeredOf(offers);
  const { address } = urlOf(node);
  return {
    agent_info: {
      id: { value: node.id },
      hostname: node.name,
      port: address.port,
      resources: totalOf(view, node),
      attributes: attributesOf(node),
    },
    active: isActive(node),
    deactivated: node.cordoned,
    version: mesosVersion,
    pid: `slave(1)@${node.address}:${address.port}`,
    registered_time: nanoseconds(node.registeredAtMs),
    reregistered_time: nanoseconds(node.statusChangedAtMs),
    total_resources: totalOf(view, node),
    allocated_resources: resourceList(subtractResources(view.allocatedOf(node.id), offered), []),
    offered_resources: resourceList(offered, []),
    capabilities: capabilities.map((type) => ({ type })),
    ...drainOf(node),
  };
}

/** With the disk of persistent volumes apart from the rest, volume by volume. */
function totalOf(view: View, { id, resources, ports }: NodeRecord): ResourceMessage[] {
  const volumes = volumesOn(view, id);
  const diskBytes = volumes.reduce((left, { capacityBytes }) => left - capacityBytes, resources.diskBytes);
  return [
    ...resourceList({ ...resources, diskBytes }, ports),
    ...volumes.map((volume) => volumeResource(volume)),
  ];
}

const volumesOn = (view: View, id: NodeRecord['id']) =>
  [...view.volumesOfNode(id)].filter(
    ({ persistence, state }) => persistence !== undefined && state !== 'lost',
  );

/** By role: what is kept for it, volumes apart from the rest. */
function reservedInFull(view: View, { id }: NodeRecord, reserved: ReadonlyMap<string, Resources>) {
  const volumes = volumesOn(view, id);
  const entries = Array.from(reserved, ([role, all]) => {
    const own = volumes.filter(({ persistence }) => persistence!.role === role);
    const diskBytes = own.reduce((left, { capacityBytes }) => left - capacityBytes, all.diskBytes);
    const reservations = [{ type: 'DYNAMIC' as const, role }];
    const rest = resourceList({ ...all, diskBytes }, [], { reservations });
    return [role, [...rest, ...own.map((volume) => volumeResource(volume))]];
  });
  return Object.fromEntries(entries);
}

function drainOf({ drain }: NodeRecord): object {
  if (drain === null) return {};
  return { drain_info: { state: drain.doneAtMs === null ? 'DRAINING' : 'DRAINED', config: {} } };
}

/** As the old state endpoints show it. */
export function oldAgent(view: View, node: NodeRecord, offers: readonly OfferRecord[] | undefined) {
  const offered = offeredOf(offers);
  const used = subtractResources(view.allocatedOf(node.id), offered);
  const { address } = urlOf(node);
  const total = oldResources(node.resources, node.ports);
  const reserved = reservedByRole(view, node);
  return {
    id: node.id,
    hostname: node.name,
    port: address.port,
    attributes: Object.fromEntries(attributesOf(node).map((one) => [one.name, oldValue(one)])),
    pid: `slave(1)@${node.address}:${address.port}`,
    registered_time: node.registeredAtMs / 1000,
    reregistered_time: node.statusChangedAtMs / 1000,
    resources: total,
    used_resources: oldResources(used, []),
    offered_resources: oldResources(offered, []),
    reserved_resources: Object.fromEntries(
      [...reserved].map(([role, resources]) => [role, oldResources(resources, [])]),
    ),
    reserved_resources_full: reservedInFull(view, node, reserved),
    unreserved_resources: oldResources(
      [...reserved.values()].reduce(subtractResources, node.resources),
      node.ports,
    ),
    active: isActive(node),
    deactivated: node.cordoned,
    version: mesosVersion,
    capabilities,
  };
}

/** By its agent and by others together. */
function reservedByRole(view: View, { id }: NodeRecord): Map<string, Resources> {
  const byRole = new Map<string, Resources>();
  for (const { role, resources } of view.reservationsOf(id))
    byRole.set(role, addResources(byRole.get(role) ?? noResources, resources));
  return byRole;
}

function oldValue(one: ReturnType<typeof attributesOf>[number]): string | number {
  if (one.scalar) return one.scalar.value;
  return one.text?.value ?? '';
}
