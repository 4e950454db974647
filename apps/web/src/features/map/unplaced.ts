import type { DeploymentRecord } from '@gantry/model';
import type { MapBlock } from './map-node.ts';

/** What is on no node: container by container where each is known and they are few, and else so many of each deployment. */
export interface Unplaced {
  /** All of them, also those that are of no deployment. */
  count: number;
  blocks: readonly MapBlock[];
  ofDeployments: readonly UnplacedOfDeployment[];
}

export interface UnplacedOfDeployment {
  id: string;
  namespace: string;
  name: string;
  count: number;
}

export const noneUnplaced: Unplaced = { count: 0, blocks: [], ofDeployments: [] };

/** From what the server counts: most first. A deployment that is not known is counted and not named. */
export function unplacedByCounts(
  count: number,
  countOf: Readonly<Record<string, number>>,
  deployments: readonly Pick<DeploymentRecord, 'id' | 'namespace' | 'name'>[],
): Unplaced {
  if (count === 0) return noneUnplaced;
  const ofDeployments = deployments
    .flatMap(({ id, namespace, name }) => (countOf[id] ? { id, namespace, name, count: countOf[id] } : []))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return { count, blocks: [], ofDeployments };
}

/** More of one deployment than this are one chip with their number. */
const mostOfOne = 4;

/** Container by container, but for deployments of which many wait. */
export function unplacedByBlock(
  blocks: readonly MapBlock[],
  deployments: readonly Pick<DeploymentRecord, 'id' | 'namespace' | 'name'>[],
): Unplaced {
  const countOf: Record<string, number> = {};
  for (const { task } of blocks)
    if (task.deploymentId !== null) countOf[task.deploymentId] = (countOf[task.deploymentId] ?? 0) + 1;
  const isMany = ({ id }: { id: string }) => (countOf[id] ?? 0) > mostOfOne;
  const many = deployments.filter(isMany);
  const named = new Set<string | null>(many.map(({ id }) => id));
  const { ofDeployments } = unplacedByCounts(blocks.length, countOf, many);
  const single = blocks.filter(({ task }) => !named.has(task.deploymentId));
  return blocks.length === 0 ? noneUnplaced : { count: blocks.length, blocks: single, ofDeployments };
}
