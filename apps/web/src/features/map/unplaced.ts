import type { DeploymentRecord } from '@gantry/model';
import type { MapBlock } from './map-node.ts';

/** What is on no node: container by container where each is known, and else so many of each deployment. */
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

/** Container by container. */
export const unplacedByBlock = (blocks: readonly MapBlock[]): Unplaced =>
  blocks.length === 0 ? noneUnplaced : { count: blocks.length, blocks, ofDeployments: [] };
