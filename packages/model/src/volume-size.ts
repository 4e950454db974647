import type { VolumeRecord } from './volume.ts';
import { dockerDriver, localDriver } from './volume-driver.ts';

type Sized = Pick<VolumeRecord, 'driver' | 'options' | 'capacityBytes'>;

/**
 * Why a volume can hold more than the size that is asked for, in a sentence; null: it cannot, or no size is asked for, or
 * its driver is a plugin, which knows for itself.
 */
export function sizeNote({ driver, options, capacityBytes }: Sized): string | null {
  if (capacityBytes === 0) return null;
  if (driver === localDriver)
    return 'The size is noted and not enforced: a folder of a node holds what its file system has room for.';
  const isMemory = driver === dockerDriver && /(^|,)size=/.test(options.o ?? '');
  return driver !== dockerDriver || isMemory
    ? null
    : 'The size is noted and not enforced: the container engine’s own volumes hold what its file system has room for.';
}
