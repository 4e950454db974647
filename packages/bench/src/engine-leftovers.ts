import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';

/** The label of what a node of a cluster on this machine has on an engine: it follows from the folder of its agent. */
export function labelOfNode(dataDir: string, node: string): string {
  const folder = join(dataDir, 'agents', node);
  return `gantry.cluster=${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}

/**
 * Takes from an engine what a cluster left there. Ended containers are kept for their logs, and their network as long as
 * they are: of a cluster whose data folder goes nobody can read them, and an engine has only so many networks.
 */
export async function removeLeftovers(socketPath: string, dataDir: string): Promise<void> {
  if (!existsSync(socketPath)) return;
  const docker = new Docker({ socketPath });
  for (const node of readdirSync(join(dataDir, 'agents'))) {
    const containers = await docker.listContainers({
      all: true,
      filters: { label: [labelOfNode(dataDir, node)] },
    });
    await Promise.allSettled(
      containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })),
    );
  }
  const clusterId = readFileSync(join(dataDir, 'cluster-id'), 'utf8').trim();
  const networks = await docker.listNetworks({ filters: { label: [`gantry.network=${clusterId}`] } });
  await Promise.allSettled(networks.map(({ Id }) => docker.getNetwork(Id).remove()));
}
