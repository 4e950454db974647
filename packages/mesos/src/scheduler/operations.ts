import type { Command, OfferRecord, VolumeRecord } from '@gantry/model';
import type { Scene } from './accept-call.ts';
import type { Operation } from './call.ts';
import { volumesIn } from './offer-message.ts';
import { askedVolume, isVolume } from './persistent-volume.ts';
import type { Resource } from './task-info.ts';
import { persistenceOf, reservedRole, toResources } from './task-to-launch.ts';

const launches = new Set(['LAUNCH', 'LAUNCH_GROUP']);

/**
 * Does what an operation of ACCEPT that launches nothing asks for, to what the offers hold. A failure stops no other
 * operation, and is told where the operation has a name to tell it by.
 */
export async function operate(
  scene: Scene,
  operation: Operation,
  offers: readonly OfferRecord[],
): Promise<void> {
  if (launches.has(operation.type)) return;
  const commands = commandsOf(scene, operation, offers);
  if (typeof commands === 'string') return tell(scene, operation, commands);
  for (const command of commands) {
    const reply = await scene.plane.submit(command, scene.actor);
    if (!reply.ok) return tell(scene, operation, reply.error.message);
  }
  tell(scene, operation, null);
}

/** A string: why it is not done. */
function commandsOf(scene: Scene, operation: Operation, offers: readonly OfferRecord[]): Command[] | string {
  const resources = resourcesOf(operation);
  const role = resources.map(reservedRole).find((one) => one !== undefined) ?? offers[0]!.role;
  const isForRole = offers[0]!.role === role || offers[0]!.role.startsWith(`${role}/`);
  if (!isForRole) return `The offer is for role ${offers[0]!.role}, not for ${role}.`;
  const of = { node: offers[0]!.nodeId, role, resources: toResources(resources) };
  switch (operation.type) {
    case 'RESERVE':
      return [{ type: 'node.reserve', ...of, principal: scene.stream.framework.principal }];
    case 'UNRESERVE':
      return resources.some((one) => persistenceOf(one) !== undefined)
        ? 'A dynamically reserved persistent volume cannot be unreserved directly. Please destroy the persistent volume first then unreserve the resource'
        : [{ type: 'node.unreserve', ...of }];
    case 'CREATE':
      return creations(scene, resources, offers);
    case 'DESTROY':
      return destructions(scene, resources, offers);
    default:
      return `${operation.type} is not done here.`;
  }
}

const resourcesOf = ({ reserve, unreserve, create, destroy }: Operation): Resource[] =>
  reserve?.resources ?? unreserve?.resources ?? create?.volumes ?? destroy?.volumes ?? [];

const idsOf = (offers: readonly OfferRecord[]) => offers.map(({ id }) => id);

function creations(
  { stream }: Scene,
  volumes: readonly Resource[],
  offers: readonly OfferRecord[],
): Command[] | string {
  const asked = volumes.map((volume) => askedVolume(volume, stream.framework.principal));
  const fault = asked.find((one) => typeof one === 'string');
  if (fault !== undefined) return fault;
  return asked.flatMap((one) =>
    typeof one === 'string'
      ? []
      : [{ type: 'node.createVolume', node: offers[0]!.nodeId, ...one, offers: idsOf(offers) } as const],
  );
}

function destructions(
  { plane }: Scene,
  volumes: readonly Resource[],
  offers: readonly OfferRecord[],
): Command[] | string {
  const held = offers.flatMap(({ id }) => {
    const offer = plane.view.get('offers', id);
    return offer === undefined ? [] : volumesIn(plane.view, offer);
  });
  const found: VolumeRecord[] = [];
  for (const resource of volumes) {
    const volume = held.find((one) => isVolume(resource, one));
    if (volume === undefined)
      return `Persistent volume '${persistenceOf(resource) ?? ''}' does not exist in what is offered`;
    found.push(volume);
  }
  return found.map(({ persistence }) => ({
    type: 'node.destroyVolume',
    node: offers[0]!.nodeId,
    role: persistence!.role,
    persistenceId: persistence!.id,
    offers: idsOf(offers),
  }));
}

/** `why` null: it is done. */
function tell({ stream }: Scene, { id, create }: Operation, why: string | null): void {
  if (id === undefined) return;
  const of = { operation_id: id, converted_resources: why === null ? (create?.volumes ?? []) : [] };
  const status =
    why === null ? { ...of, state: 'OPERATION_FINISHED' } : { ...of, state: 'OPERATION_ERROR', message: why };
  stream.send({ type: 'UPDATE_OPERATION_STATUS', update_operation_status: { status } });
}
