import { z } from 'zod';

/** An inclusive range of host ports. */
export const portRange = z.strictObject({
  begin: z.int().min(1).max(65_535),
  end: z.int().min(1).max(65_535),
});
export type PortRange = z.infer<typeof portRange>;

/** What a node has, an offer holds and a task takes. Ports are apart: a node has ranges, a task single ports. */
export const resources = z.strictObject({
  cpuMillis: z.int().min(0),
  memoryBytes: z.int().min(0),
  diskBytes: z.int().min(0),
  gpus: z.int().min(0),
});
export type Resources = z.infer<typeof resources>;

export const noResources: Resources = Object.freeze({ cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 });

export const resourceKinds = [
  'cpuMillis',
  'memoryBytes',
  'diskBytes',
  'gpus',
] as const satisfies readonly (keyof Resources)[];

export function addResources(a: Resources, b: Resources): Resources {
  return {
    cpuMillis: a.cpuMillis + b.cpuMillis,
    memoryBytes: a.memoryBytes + b.memoryBytes,
    diskBytes: a.diskBytes + b.diskBytes,
    gpus: a.gpus + b.gpus,
  };
}

export function subtractResources(a: Resources, b: Resources): Resources {
  return {
    cpuMillis: a.cpuMillis - b.cpuMillis,
    memoryBytes: a.memoryBytes - b.memoryBytes,
    diskBytes: a.diskBytes - b.diskBytes,
    gpus: a.gpus - b.gpus,
  };
}

export function multiplyResources(
  { cpuMillis, memoryBytes, diskBytes, gpus }: Resources,
  by: number,
): Resources {
  return {
    cpuMillis: cpuMillis * by,
    memoryBytes: memoryBytes * by,
    diskBytes: diskBytes * by,
    gpus: gpus * by,
  };
}

export function fitsIn(wanted: Resources, free: Resources): boolean {
  return resourceKinds.every((kind) => wanted[kind] <= free[kind]);
}
