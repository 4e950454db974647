import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlPlane } from '@gantry/controlplane';
import type { Actor, NodeId } from '@gantry/model';

/** What `npm stop` has closed, for the next start to open again, and what it could not stop. */
interface Stopped {
  nodes: NodeId[];
  /** Names of tasks that did not end. */
  left: string[];
}

const fileIn = (dataDir: string) => join(dataDir, 'stopped.json');

const actor: Actor = { name: 'npm start', via: 'engine' };

/** A second `npm stop` finds its nodes closed already: they are added to, not replaced. */
export function rememberStopped(dataDir: string, { nodes, left }: Stopped): void {
  const known = read(dataDir).nodes;
  const stopped: Stopped = { nodes: [...new Set([...known, ...nodes])], left };
  writeFileSync(fileIn(dataDir), JSON.stringify(stopped), { mode: 0o600 });
}

export function readLeft(dataDir: string): string[] {
  return read(dataDir).left;
}

/** A node that is gone meanwhile is fine. */
export async function openStoppedNodes(plane: ControlPlane, dataDir: string): Promise<void> {
  for (const node of read(dataDir).nodes) await plane.submit({ type: 'node.uncordon', node }, actor);
  rmSync(fileIn(dataDir), { force: true });
}

function read(dataDir: string): Stopped {
  const file = fileIn(dataDir);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { nodes: [], left: [] };
}
