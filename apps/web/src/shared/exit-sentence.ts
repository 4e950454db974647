import type { ContainerStatus } from '@gantry/model';

/** `exit code 137, SIGKILL, out of memory`, as far as it is known. */
export function exitSentence(container: ContainerStatus): string {
  const parts: string[] = [];
  if (container.outOfMemory) parts.push('out of memory');
  if (container.exitCode !== null) parts.push(`exit code ${container.exitCode}`);
  if (container.signal !== null) parts.push(container.signal);
  return parts.join(', ');
}
