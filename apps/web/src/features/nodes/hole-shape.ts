import { formatBytes, formatCpu, formatPlural } from '../../shared/format/quantity.ts';

const gibibyte = 1024 ** 3;

/** What there is to choose from. Memory and disk are GiB for each CPU and grow with it; a task has so many GPUs and host ports. */
export const shapeChoices = {
  memory: [1, 2, 4, 8],
  disk: [0, 10, 50, 100],
  gpus: [0, 1, 2, 4, 8],
  ports: [0, 1, 2, 4],
} as const;
export type ShapeKind = keyof typeof shapeChoices;
export type ShapeChoice = Readonly<Record<ShapeKind, number>>;

export const usualShape: ShapeChoice = { memory: 2, disk: 0, gpus: 0, ports: 0 };

/** What was chosen, without what there is no choice of any more: the last node that had some is gone. */
export function offeredShape(chosen: ShapeChoice, kinds: readonly ShapeKind[]): ShapeChoice {
  const amount = (kind: ShapeKind) => (kinds.includes(kind) ? chosen[kind] : usualShape[kind]);
  return { memory: amount('memory'), disk: amount('disk'), gpus: amount('gpus'), ports: amount('ports') };
}

/** A task of one CPU, as the API takes it. */
export const shapeOf = ({ memory, disk, gpus, ports }: ShapeChoice) => ({
  cpuMillis: 1_000,
  memoryBytes: memory * gibibyte,
  diskBytes: disk * gibibyte,
  ...{ gpus, ports },
});

interface Size {
  cpuMillis: number;
  memoryBytes: number;
  diskBytes: number;
  gpus: number;
}

/** Whether there is room for it in what is free, of each kind. */
export const isWithin = (size: Size, free: Size): boolean =>
  (['cpuMillis', 'memoryBytes', 'diskBytes', 'gpus'] as const).every((kind) => size[kind] <= free[kind]);

/** `1.5 CPU · 3 GiB · 15 GiB of disk · 1 GPU · 2 host ports`: of what is not asked for nothing is said. */
export function sizeWords(size: Size, { ports }: { ports: number }): string {
  const { cpuMillis, memoryBytes, diskBytes, gpus } = size;
  const parts = [
    formatCpu(cpuMillis),
    formatBytes(memoryBytes),
    diskBytes > 0 && `${formatBytes(diskBytes)} of disk`,
    gpus > 0 && formatPlural(gpus, 'GPU'),
    ports > 0 && formatPlural(ports, 'host port'),
  ];
  return parts.filter((part) => part !== false).join(' · ');
}

/** Of kinds that no node has there is nothing to choose. */
export function offeredKinds(nodes: readonly { resources: Size }[]): ShapeKind[] {
  const has = (kind: 'diskBytes' | 'gpus') => nodes.some(({ resources }) => resources[kind] > 0);
  return [
    'memory',
    ...(has('diskBytes') ? ['disk' as const] : []),
    ...(has('gpus') ? ['gpus' as const] : []),
    'ports',
  ];
}
