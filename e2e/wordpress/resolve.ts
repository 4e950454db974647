import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';

const giveUpAfterMs = 30_000;

/** Milliseconds until `getent` inside the container knows the name. Throws when it never does. */
export async function msUntilResolved(docker: Docker, containerId: string, name: string): Promise<number> {
  const begunMs = performance.now();
  for (;;) {
    const address = await getent(docker, containerId, name);
    const tookMs = performance.now() - begunMs;
    if (address !== '') return tookMs;
    if (tookMs > giveUpAfterMs) throw new Error(`${name} does not resolve in ${containerId}`);
    await delay(20);
  }
}

async function getent(docker: Docker, containerId: string, name: string): Promise<string> {
  const exec = await docker.getContainer(containerId).exec({
    Cmd: ['getent', 'ahostsv4', name],
    AttachStdout: true,
    Tty: true,
  });
  const output = await exec.start({ Tty: true });
  let text = '';
  for await (const chunk of output) text += chunk;
  return text.trim();
}
