import type { FrameworkRecord, NodeRecord, OfferRecord } from '@gantry/model';
import { attributesOf, urlOf } from '../wire/agent.ts';
import { resourceList } from '../wire/resources.ts';

/** An offer as frameworks get it: in the old form without roles for those that have one role only. */
export function offerMessage(offer: OfferRecord, node: NodeRecord, { capabilities }: FrameworkRecord) {
  const isMultiRole = capabilities.includes('MULTI_ROLE');
  const about = isMultiRole ? { allocation_info: { role: offer.role } } : { role: '*' };
  return {
    id: { value: offer.id },
    framework_id: { value: offer.frameworkId },
    agent_id: { value: node.id },
    hostname: node.name,
    url: urlOf(node),
    resources: resourceList(offer.resources, offer.ports, about),
    attributes: attributesOf(node),
    executor_ids: [],
    ...(isMultiRole ? { allocation_info: { role: offer.role } } : {}),
  };
}
