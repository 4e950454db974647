import { readdir, readFile, statfs } from 'node:fs/promises';
import {
  arch,
  availableParallelism,
  hostname,
  networkInterfaces,
  platform,
  release,
  totalmem,
} from 'node:os';
import type { Resources } from '@gantry/model';

/** The part of the machine that is this agent's, where several agents share one. */
export interface Share {
  numerator: number;
  denominator: number;
}

/** What this machine has for tasks, seen from inside whatever limits the agent itself runs in. */
export async function machineResources(dataDir: string, share: Share): Promise<Resources> {
  const part = (whole: number) => Math.floor((whole * share.numerator) / share.denominator);
  const disk = await statfs(dataDir);
  return {
    cpuMillis: part(availableParallelism() * 1000),
    memoryBytes: part(Math.min(totalmem(), process.constrainedMemory() || Infinity)),
    diskBytes: part(disk.blocks * disk.bsize),
    gpus: part(await countGpus()),
  };
}

/** One device file each, as NVIDIA's driver makes them. */
async function countGpus(): Promise<number> {
  const devices = await readdir('/dev').catch(() => []);
  return devices.filter((name) => /^nvidia\d+$/.test(name)).length;
}

/** Changes with every boot of the machine; '' where the system does not tell. */
export async function readBootId(): Promise<string> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return text.trim();
}

/** Go's names, as images and Kubernetes's labels use them. */
const archNames: Record<string, string> = { x64: 'amd64', ia32: '386' };

export function machineLabels(nodeName: string): Record<string, string> {
  return {
    'kubernetes.io/hostname': nodeName,
    'kubernetes.io/os': platform(),
    'kubernetes.io/arch': archNames[arch()] ?? arch(),
  };
}

export function machineAttributes(): Record<string, string> {
  return { hostname: hostname(), os: platform(), arch: archNames[arch()] ?? arch(), kernel: release() };
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

/** Where others reach this machine: its first outer address, or loopback when the control plane is on it as well. */
export function machineAddress(serverHost: string): string {
  if (loopbackNames.has(serverHost)) return '127.0.0.1';
  const outer = ownAddresses().filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return (outer.find(({ family }) => family === 'IPv4') ?? outer[0])?.address ?? '127.0.0.1';
}

/** Where published ports listen: on the node's address, or on all where that is not the machine's own (behind NAT). */
export function machineBindAddress(address: string): string {
  return ownAddresses().some((own) => own.address === address) ? address : '0.0.0.0';
}

function ownAddresses() {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
}
