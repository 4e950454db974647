import type { PortRange, Resources, VolumeRecord } from '@gantry/model';

export const mebibyte = 1024 ** 2;

/** Whole megabytes, downwards: what is offered can be taken to the last one. */
export const megabytes = (bytes: number): number => Math.floor(bytes / mebibyte);

export interface ResourceMessage {
  name: string;
  type: 'SCALAR' | 'RANGES';
  scalar?: { value: number };
  ranges?: { range: PortRange[] };
  role?: string;
  reservation?: object;
  reservations?: { type: 'STATIC' | 'DYNAMIC'; role: string }[];
  allocation_info?: { role: string };
  disk?: object;
}

/** Resources as a list of Mesos's Resource messages. What there is none of is left out. */
export function resourceList(
  resources: Resources,
  ports: readonly PortRange[],
  about: Omit<ResourceMessage, 'name' | 'type' | 'scalar' | 'ranges'> = {},
): ResourceMessage[] {
  const scalars = Object.entries(scalarsOf(resources))
    .filter(([, value]) => value > 0)
    .map(([name, value]) => ({ name, type: 'SCALAR', scalar: { value }, ...about }) as const);
  if (ports.length === 0) return scalars;
  const range = ports.map(({ begin, end }) => ({ begin, end }));
  return [...scalars, { name: 'ports', type: 'RANGES', ranges: { range }, ...about }];
}

/** A volume of reserved disk as the resource that it is to frameworks: whole, and never added to another. */
export function volumeResource(
  { capacityBytes, persistence }: VolumeRecord,
  about: Partial<ResourceMessage> = {},
): ResourceMessage {
  const { role, id, principal, containerPath } = persistence!;
  return {
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: capacityBytes / mebibyte },
    reservations: [{ type: 'DYNAMIC', role }],
    ...about,
    disk: {
      persistence: { id, ...(principal === '' ? {} : { principal }) },
      volume: { mode: 'RW', container_path: containerPath },
    },
  };
}

/** Cpus in cores, memory and disk in megabytes. */
export function scalarsOf({ cpuMillis, memoryBytes, diskBytes, gpus }: Resources) {
  return { cpus: cpuMillis / 1000, mem: megabytes(memoryBytes), disk: megabytes(diskBytes), gpus };
}

/** As the old state endpoints write ranges: `[31000-31004, 31010-31999]`. */
export const rangesText = (ports: readonly PortRange[]): string =>
  `[${ports.map(({ begin, end }) => `${begin}-${end}`).join(', ')}]`;
