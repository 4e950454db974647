import {
  addResources,
  type FrameworkRecord,
  type NodeRecord,
  noResources,
  type OfferRecord,
  subtractResources,
} from '@gantry/model';
import { attributesOf, urlOf } from '../wire/agent.ts';
import { type ResourceMessage, resourceList } from '../wire/resources.ts';
import { unavailabilityOf } from '../wire/unavailability.ts';

/** An offer as frameworks get it: in the old form without roles for those that have one role only. */
export function offerMessage(offer: OfferRecord, node: NodeRecord, framework: FrameworkRecord) {
  const isMultiRole = framework.capabilities.includes('MULTI_ROLE');
  return {
    id: { value: offer.id },
    framework_id: { value: offer.frameworkId },
    agent_id: { value: node.id },
    hostname: node.name,
    url: urlOf(node),
    resources: resourcesOf(offer, framework),
    attributes: attributesOf(node),
    executor_ids: [],
    ...unavailabilityOf(node),
    ...(isMultiRole ? { allocation_info: { role: offer.role } } : {}),
  };
}

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

type Reserved = NonNullable<OfferRecord['reserved']>[number];

const refined = ({ role, isStatic }: Reserved) => ({
  reservations: [{ type: isStatic ? ('STATIC' as const) : ('DYNAMIC' as const), role }],
});

/** The form from before reservations were refined: a dynamic one has an object of its own. */
const plain = ({ role, isStatic }: Reserved) => (isStatic ? { role } : { role, reservation: {} });
