import type { Resources } from '@gantry/model';

const space = '\u00a0';

/** Made once: `toLocaleString` makes one each time, which a screen of numbers would feel. */
const figures = new Intl.NumberFormat('en-GB');

const binarySteps = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

type Round = (value: number) => number;
/** Never more is told than there is: what is shown as free can be asked for. */
const asThereIs: Round = Math.floor;
/** Of what is wanted never less is told than it takes. */
export const asWanted: Round = Math.ceil;

/** At most three significant digits, no trailing zeros: 0.25, 1.5, 12, 384. */
export function formatNumber(value: number, round: Round = asThereIs): string {
  const scale = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 10 : 100;
  // What binary fractions leave over, as in 0.29 * 100, is no reason to round to the next step.
  return figures.format(round(Number((value * scale).toFixed(6))) / scale);
}

export function formatCount(count: number): string {
  return figures.format(count);
}

/** `512 MiB`. Binary units, as Kubernetes writes memory. */
export function formatBytes(bytes: number, round?: Round): string {
  const step = bytes > 0 ? Math.min(Math.floor(Math.log2(bytes) / 10), binarySteps.length - 1) : 0;
  return `${formatNumber(bytes / 2 ** (10 * step), round)}${space}${binarySteps[step]}`;
}

/** `0.25 CPU`: cores, from millicores. */
export function formatCpu(cpuMillis: number, round?: Round): string {
  return `${formatNumber(cpuMillis / 1000, round)}${space}CPU`;
}

/** `2 CPU · 4 GiB`: what a container asks for. Of neither it has to ask. */
export function formatRequests({
  cpuMillis,
  memoryBytes,
}: Pick<Resources, 'cpuMillis' | 'memoryBytes'>): string {
  const cpu = cpuMillis > 0 ? formatCpu(cpuMillis) : 'no CPU';
  return `${cpu} · ${memoryBytes > 0 ? formatBytes(memoryBytes) : 'no memory'}`;
}

/** What it may not go beyond; null: nothing holds it. */
export function formatLimits({
  cpuMillis,
  memoryBytes,
}: {
  cpuMillis: number | null;
  memoryBytes: number | null;
}): string {
  const cpu = cpuMillis === null ? 'no CPU limit' : formatCpu(cpuMillis);
  return `${cpu} · ${memoryBytes === null ? 'no memory limit' : formatBytes(memoryBytes)}`;
}

/** `2 CPU, 4 GiB, 1 GPU`: what there is none of is left out. */
export function formatResources({ cpuMillis, memoryBytes, diskBytes, gpus }: Resources): string {
  const parts = [
    cpuMillis > 0 && formatCpu(cpuMillis),
    memoryBytes > 0 && formatBytes(memoryBytes),
    diskBytes > 0 && `${formatBytes(diskBytes)} of disk`,
    gpus > 0 && `${gpus}${space}GPU`,
  ];
  return parts.filter((part) => part !== false).join(', ') || 'nothing';
}

/** `12 containers`, `1 container`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function formatPercent(ratio: number): string {
  return `${Math.round(ratio * 100)}%`;
}

/** What a memory quantity looks like in a manifest: the largest binary unit that keeps it whole. */
export function quantityOfBytes(bytes: number): string {
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
  let step = 0;
  let value = bytes;
  while (value > 0 && value % 1024 === 0 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${value}${units[step]}`;
}

/** What a cpu quantity looks like in a manifest: `2`, `1500m`. */
export function quantityOfCpu(cpuMillis: number): string {
  return cpuMillis % 1000 === 0 ? String(cpuMillis / 1000) : `${cpuMillis}m`;
}
