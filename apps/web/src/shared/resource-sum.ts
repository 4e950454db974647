import type { Resources } from '@gantry/model';

// Of its own: the model's arithmetic comes with its schemas, which screens do not load.
export const noResources: Resources = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };

/** All of them together, by kind. */
export function sumOf(all: readonly Resources[]): Resources {
  const of = (kind: keyof Resources) => all.reduce((sum, one) => sum + one[kind], 0);
  return {
    cpuMillis: of('cpuMillis'),
    memoryBytes: of('memoryBytes'),
    diskBytes: of('diskBytes'),
    gpus: of('gpus'),
  };
}
