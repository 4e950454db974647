import type { View } from '@gantry/engine';
import {
  addResources,
  type FrameworkRecord,
  type NodeRecord,
  noResources,
  type OfferRecord,
  subtractResources,
  type VolumeRecord,
} from '@gantry/model';
import { attributesOf, urlOf } from '../wire/agent.ts';
import { type ResourceMessage, resourceList, volumeResource } from '../wire/resources.ts';
import { unavailabilityOf } from '../wire/unavailability.ts';

/** An offer as frameworks get it: in the old form without roles for those that have one role only. */
export function offerMessage(
  { offer, volumes }: { offer: OfferRecord; volumes: readonly VolumeRecord[] },
  node: NodeRecord,
  framework: FrameworkRecord,
) {
  const isMultiRole = framework.capabilities.includes('MULTI_ROLE');
  return {
    id: { value: offer.id },
    framework_id: { value: offer.frameworkId },
    agent_id: { value: node.id },
    hostname: node.name,
    url: urlOf(node),
    resources: [
      ...resourcesOf(offer, framework),
      ...volumes.map((one) => offeredVolume(one, offer, framework)),
    ],
    attributes: attributesOf(node),
    executor_ids: [],
    ...unavailabilityOf(node),
    ...(isMultiRole ? { allocation_info: { role: offer.role } } : {}),
  };
}

/** The persistent volumes that an offer holds. */
export const volumesIn = (view: View, { volumes = [] }: OfferRecord): VolumeRecord[] =>
  volumes.flatMap((id) => view.get('volumes', id) ?? []);

/** What is kept for a role is apart from what is anybody's, and says so. */
function resourcesOf(
  { resources, ports, role, reserved = [] }: OfferRecord,
  { capabilities }: FrameworkRecord,
): ResourceMessage[] {
  const isMultiRole = capabilities.includes('MULTI_ROLE');
  const allocated = isMultiRole ? { allocation_info: { role } } : {};
  const isRefined = capabilities.includes('RESERVATION_REFINEMENT');
  const kept = reserved.reduce((sum, one) => addResources(sum, one.resources), noResources);
  return [
    ...resourceList(subtractResources(resources, kept), ports, isMultiRole ? allocated : { role: '*' }),
    ...reserved.flatMap((one) =>
      resourceList(one.resources, [], { ...allocated, ...(isRefined ? refined(one) : plain(one)) }),
    ),
  ];
}

/** Reserved in the way that the framework knows. */
function offeredVolume(volume: VolumeRecord, { role }: OfferRecord, { capabilities }: FrameworkRecord) {
  const allocated = capabilities.includes('MULTI_ROLE') ? { allocation_info: { role } } : {};
  if (capabilities.includes('RESERVATION_REFINEMENT')) return volumeResource(volume, allocated);
  const { reservations: _, ...old } = volumeResource(volume, allocated);
  return { ...old, ...plain({ role: volume.persistence!.role, isStatic: false }) };
}

type Reserved = NonNullable<OfferRecord['reserved']>[number];

const refined = ({ role, isStatic }: Reserved) => ({
  reservations: [{ type: isStatic ? ('STATIC' as const) : ('DYNAMIC' as const), role }],
});

/** The form from before reservations were refined: a dynamic one has an object of its own. */
const plain = ({ role, isStatic }: Pick<Reserved, 'role' | 'isStatic'>) =>
  isStatic ? { role } : { role, reservation: {} };
