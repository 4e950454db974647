import type { Resources } from '@gantry/model';

const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;
/** Never more than there is: what is told as free can be asked for. */
const rounded = (value: number) => String(Math.floor(value * 10) / 10);

export const cores = (millis: number): string => String(Math.floor(millis / 10) / 100);

export const bytes = (count: number): string =>
  count >= gibibyte ? `${rounded(count / gibibyte)}Gi` : `${rounded(count / mebibyte)}Mi`;

/** `2 CPU, 512Mi memory`: of each resource what there is of it, rounded down, leaving out what is nothing. */
export function amounts({ cpuMillis, memoryBytes, diskBytes, gpus }: Resources): string {
  const parts = [
    cpuMillis > 0 && `${cores(cpuMillis)} CPU`,
    memoryBytes > 0 && `${bytes(memoryBytes)} memory`,
    diskBytes > 0 && `${bytes(diskBytes)} disk`,
    gpus > 0 && `${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

/** What is needed, never less in words than it is: a task fits where so much is free. */
export const amountsNeeded = ({ cpuMillis, memoryBytes, diskBytes, gpus }: Resources): string =>
  amounts({
    cpuMillis: Math.ceil(cpuMillis / 10) * 10,
    memoryBytes: roundedUp(memoryBytes),
    diskBytes: roundedUp(diskBytes),
    gpus,
  });

/** To a tenth of the unit it is told in. */
function roundedUp(count: number): number {
  const step = (count >= gibibyte ? gibibyte : mebibyte) / 10;
  return Math.ceil(Math.ceil(count / step) * step);
}
