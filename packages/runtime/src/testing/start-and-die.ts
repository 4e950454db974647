import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { ContainerRequest, RuntimeDriver } from '../port.ts';

/**
 * An agent in small that dies at the worst moment: run as a program, it starts one container and kills itself with
 * SIGKILL. `factory` names a function that the package exports.
 */
interface Order {
  factory: 'createProcessDriver' | 'createDockerDriver';
  options: Record<string, unknown>;
  request: ContainerRequest;
}

/** Returns the runtimeId of the container that was left behind. */
export async function startAndDie(order: Order): Promise<string> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (signal !== 'SIGKILL')
    throw new Error(`the agent in small ended with ${code ?? signal}, not by SIGKILL`);
  return output.trim();
}

async function main(): Promise<void> {
  const { factory, options, request } = JSON.parse(process.argv[2]!) as Order;
  const runtime: Record<string, unknown> = await import('../index.ts');
  const driver = (runtime[factory] as (options: unknown) => RuntimeDriver)(options);
  await driver.prepare(request, () => {}, new AbortController().signal);
  const { runtimeId } = await driver.start(request);
  process.stdout.write(runtimeId, () => process.kill(process.pid, 'SIGKILL'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
