import { noResources, type OfferRecord, subtractResources } from '@gantry/model';
import { formatResources } from '../../shared/format/quantity.ts';

/** `1 CPU, 1 GiB used, 3 CPU returned` of an accepted offer. */
export function usedWords({ resources, used = noResources }: OfferRecord): string {
  return `${formatResources(used)} used, ${formatResources(subtractResources(resources, used))} returned`;
}
