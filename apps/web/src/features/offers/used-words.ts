import type { OfferRecord, Resources } from '@gantry/model';
import { formatResources } from '../../shared/format/quantity.ts';
import { noResources } from '../../shared/resource-sum.ts';

/** `1 CPU, 1 GiB used, 3 CPU returned` of an accepted offer. */
export function usedWords({ resources, used = noResources }: OfferRecord): string {
  const returned: Resources = {
    cpuMillis: resources.cpuMillis - used.cpuMillis,
    memoryBytes: resources.memoryBytes - used.memoryBytes,
    diskBytes: resources.diskBytes - used.diskBytes,
    gpus: resources.gpus - used.gpus,
  };
  return `${formatResources(used)} used, ${formatResources(returned)} returned`;
}
