import { z } from 'zod';
import { parseCpu, parseMemory } from './quantity.ts';
import type { Resources } from './resources.ts';
import type { Container } from './template.ts';

/** Kubernetes's `resourceFieldRef`: what a container may use, told to a program as a number. */
export const resourceFields = [
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
] as const;
export const resourceField = z.enum(resourceFields);
export type ResourceField = z.infer<typeof resourceField>;

/** What is wrong with the unit that a resource is told in, or null. */
export function checkDivisor(resource: string, divisor: string): string | null {
  const parsed = resource.endsWith('.cpu') ? parseCpu(divisor) : parseMemory(divisor);
  if (!parsed.ok) return parsed.error;
  return parsed.value > 0 ? null : 'must be more than 0';
}

/**
 * The amount in units of the divisor (of cores, or of bytes), rounded up, as a program expects an integer. What is not
 * limited is what the node has; what is not requested is 0.
 */
export function resourceFieldValue(
  { requests, limits }: Pick<Container, 'requests' | 'limits'>,
  { resource, divisor }: { resource: ResourceField; divisor: string },
  node: Resources,
): string {
  const amounts: Record<ResourceField, number> = {
    'limits.cpu': limits.cpuMillis ?? node.cpuMillis,
    'limits.memory': limits.memoryBytes ?? node.memoryBytes,
    'limits.ephemeral-storage': node.diskBytes,
    'requests.cpu': requests.cpuMillis,
    'requests.memory': requests.memoryBytes,
    'requests.ephemeral-storage': requests.diskBytes,
  };
  const unit = resource.endsWith('.cpu') ? parseCpu(divisor) : parseMemory(divisor);
  return String(Math.ceil(amounts[resource] / (unit.ok ? unit.value : 1)));
}
