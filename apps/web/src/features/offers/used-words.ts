import type { OfferRecord, Resources } from '@gantry/model';
import { formatResources } from '../../shared/format/quantity.ts';

// Of its own: the model's arithmetic comes with its schemas, which this screen does not load.
const nothing: Resources = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };

/** `1 CPU, 1 GiB used, 3 CPU returned` of an accepted offer. */
export function usedWords({ resources, used = nothing }: OfferRecord): string {
  const returned: Resources = {
    cpuMillis: resources.cpuMillis - used.cpuMillis,
    memoryBytes: resources.memoryBytes - used.memoryBytes,
    diskBytes: resources.diskBytes - used.diskBytes,
    gpus: resources.gpus - used.gpus,
  };
  return `${formatResources(used)} used, ${formatResources(returned)} returned`;
}
