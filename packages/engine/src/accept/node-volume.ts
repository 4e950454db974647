import type { CommandOf, NodeRecord, OfferId, OfferRecord, VolumeRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { rescind } from '../offer/end-offer.ts';
import { releaseVolume } from '../plan/release-volume.ts';
import { pathOf } from '../state/indexes.ts';
import { isWithin, unusedDiskFor } from '../state/reservations.ts';
import { reservedVolume } from '../state/reserved-volumes.ts';
import { holdersOf } from '../state/volume-holders.ts';
import { aboutVolume, record } from '../timeline.ts';
import { type Acceptance, accepted, findNode, refuse } from './answer.ts';
import { ensureNamespace } from './namespace.ts';
import { namesOf } from './some-names.ts';

/** Where the tasks of frameworks are, which are to mount it. */
const namespace = 'default';

/** Makes a volume of disk that the node keeps for the role (rule OF19). */
export function createVolumeOnNode(draft: Draft, command: CommandOf<'node.createVolume'>): Acceptance {
  const found = findNode(draft, command.node);
  if (!found.ok) return found;
  const node = found.value;
  const { persistence, bytes } = command;
  const { role, id } = persistence;
  if (reservedVolume(draft.state, node.id, { role, id }) !== undefined)
    return refuse('already_exists', `Persistence ID '${id}' is used by a volume of ${role} on ${node.name}.`);
  const offers = offersIn(draft, node, command.offers);
  if (offers.length === 0) takeOffersBack(draft, node, persistence.role);
  const offered = offers.reduce((sum, { resources }) => sum + resources.diskBytes, 0);
  const room = unusedDiskFor(draft.state, { nodeId: node.id, role }, offers);
  if (bytes > room || (offers.length > 0 && bytes > offered))
    return refuse(
      'conflict',
      `Not so much disk of ${node.name} is reserved for ${role} and free; reserve it first, or ask for less.`,
    );
  const unusable = ensureNamespace(draft, namespace);
  if (unusable !== null) return { ok: false, error: unusable };
  const volume = put(draft, { node, persistence, bytes });
  moveInto(draft, offers, volume);
  return accepted(pathOf(volume), `Volume ${volume.name} is made on ${node.name}.`);
}

/** Those of the offers that are outstanding on the node. */
const offersIn = (draft: Draft, { id }: NodeRecord, ids: readonly OfferId[]): OfferRecord[] =>
  draft.state.find('outstandingOffersByNode', id).filter((offer) => ids.includes(offer.id));

/** They may hold what is to be the volume's. */
function takeOffersBack(draft: Draft, node: NodeRecord, role: string): void {
  for (const offer of draft.state.find('outstandingOffersByNode', node.id))
    if (isWithin(offer.role, role)) rescind(draft, offer, `A volume is made of disk of ${node.name}.`);
}

function put(
  draft: Draft,
  {
    node,
    persistence,
    bytes,
  }: Pick<CommandOf<'node.createVolume'>, 'persistence' | 'bytes'> & { node: NodeRecord },
): VolumeRecord {
  const { nowMs, actor } = draft;
  const id = draft.newId('volume');
  const volume = draft.put('volumes', {
    id,
    namespace,
    name: `${nameOf(persistence.id)}-${id.slice(1)}`,
    labels: {},
    annotations: {},
    driver: 'local',
    options: {},
    capacityBytes: bytes,
    access: 'oneTask',
    nodeId: node.id,
    reclaim: 'delete',
    state: 'ready',
    message: '',
    persistence,
    author: actor.name,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  });
  const text = `Made of disk of ${node.name} that is reserved for ${persistence.role}.`;
  record(draft, aboutVolume(volume), 'VolumeSaved', text);
  return volume;
}

/** A volume's name is a label; what makes it one of a kind comes behind it. */
function nameOf(persistenceId: string): string {
  const plain = persistenceId.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-');
  return plain.replace(/^-+/, '').slice(0, 40).replace(/-+$/, '') || 'volume';
}

/** Its disk is no longer in the offers by itself, but as the volume. */
function moveInto(draft: Draft, offers: readonly OfferRecord[], volume: VolumeRecord): void {
  let bytes = volume.capacityBytes;
  for (const [index, offer] of offers.entries()) {
    const part = Math.min(bytes, offer.resources.diskBytes);
    bytes -= part;
    const { resources, reserved, volumes = [] } = offer;
    draft.put('offers', {
      ...offer,
      resources: { ...resources, diskBytes: resources.diskBytes - part },
      ...(reserved === undefined ? {} : { reserved: lessDisk(reserved, volume, part) }),
      ...(index === 0 ? { volumes: [...volumes, volume.id] } : {}),
    });
  }
}

function lessDisk(
  reserved: NonNullable<OfferRecord['reserved']>,
  { persistence }: VolumeRecord,
  bytes: number,
): NonNullable<OfferRecord['reserved']> {
  let left = bytes;
  return reserved.map((one) => {
    if (one.role !== persistence?.role) return one;
    const part = Math.min(left, one.resources.diskBytes);
    left -= part;
    return { ...one, resources: { ...one.resources, diskBytes: one.resources.diskBytes - part } };
  });
}

/** Deletes a volume of reserved disk with its data; its room is the role's again once the data is gone (rule OF19). */
export function destroyVolumeOnNode(draft: Draft, command: CommandOf<'node.destroyVolume'>): Acceptance {
  const found = findNode(draft, command.node);
  if (!found.ok) return found;
  const [node, { role, persistenceId }] = [found.value, command];
  const volume = reservedVolume(draft.state, node.id, { role, id: persistenceId });
  if (volume === undefined || volume.state === 'deleting')
    return refuse(
      'not_found',
      `There is no persistent volume '${persistenceId}' of ${role} on ${node.name}.`,
    );
  const holders = holdersOf(draft.state, volume);
  if (holders.length > 0)
    return refuse(
      'in_use',
      `Persistent volume '${persistenceId}' is in use by ${namesOf(holders)}; stop that first.`,
    );
  for (const offer of offersIn(draft, node, command.offers))
    draft.put('offers', { ...offer, volumes: offer.volumes?.filter((id) => id !== volume.id) ?? [] });
  return accepted(pathOf(volume), releaseVolume(draft, volume, 'delete'));
}
