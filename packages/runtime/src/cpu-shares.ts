const fewest = 2;
const most = 262_144;

/** A container's weight when all CPUs are busy, by Kubernetes's rule: 1024 a core, in the kernel's bounds. */
export const cpuShares = (cpuMillis: number): number =>
  Math.min(most, Math.max(fewest, Math.round((cpuMillis * 1024) / 1000)));
