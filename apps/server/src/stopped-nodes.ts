import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlPlane } from '@gantry/controlplane';
import type { Actor, NodeId } from '@gantry/model';

/** `npm stop` drains nodes so that nothing runs on. These are the ones that the next start opens again. */
const fileIn = (dataDir: string) => join(dataDir, 'stopped-nodes.json');

const actor: Actor = { name: 'npm start', via: 'engine' };

export function rememberStopped(dataDir: string, nodes: readonly NodeId[]): void {
  writeFileSync(fileIn(dataDir), JSON.stringify(nodes), { mode: 0o600 });
}

/** Opens the nodes again that `npm stop` had closed. A node that is gone meanwhile is fine. */
export async function uncordonStopped(plane: ControlPlane, dataDir: string): Promise<void> {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return;
  const nodes = JSON.parse(readFileSync(file, 'utf8')) as NodeId[];
  for (const node of nodes) await plane.submit({ type: 'node.uncordon', node }, actor);
  rmSync(file);
}
