import type { DeploymentRecord } from '@gantry/model';
import { byName } from '../../shared/by-name.ts';
import { formatCount } from '../../shared/format/quantity.ts';
import { isUnplaced } from '../../shared/verdict.ts';
import type { MapBlock } from './map-node.ts';

/** What is on no node: container by container where each is known and they are few, and else so many of each deployment. */
export interface Unplaced {
  /** All of them, also those that are of no deployment. */
  count: number;
  /** Of them, those that no node takes; the others wait for their turn, or for their next try. */
  cannotBePlaced: number;
  blocks: readonly MapBlock[];
  ofDeployments: readonly UnplacedOfDeployment[];
}

export interface UnplacedOfDeployment {
  id: string;
  namespace: string;
  name: string;
  count: number;
}

export const noneUnplaced: Unplaced = { count: 0, cannotBePlaced: 0, blocks: [], ofDeployments: [] };

/** `8 on no node yet, 4 of them cannot be placed`: those that the overview counts are told apart. Empty: there are none. */
export function unplacedWords({ count, cannotBePlaced }: Pick<Unplaced, 'count' | 'cannotBePlaced'>): string {
  if (count === 0) return '';
  if (count === cannotBePlaced) return `${formatCount(count)} cannot be placed`;
  const all = `${formatCount(count)} on no node yet`;
  return cannotBePlaced === 0 ? all : `${all}, ${formatCount(cannotBePlaced)} of them cannot be placed`;
}

/** From what the server counts, which is what no node takes: most first. A deployment that is not known is counted and not named. */
export function unplacedByCounts(
  count: number,
  countOf: Readonly<Record<string, number>>,
  deployments: readonly Pick<DeploymentRecord, 'id' | 'namespace' | 'name'>[],
): Unplaced {
  if (count === 0) return noneUnplaced;
  const ofDeployments = deployments
    .flatMap(({ id, namespace, name }) => (countOf[id] ? { id, namespace, name, count: countOf[id] } : []))
    .sort((a, b) => b.count - a.count || byName(a.name, b.name));
  return { count, cannotBePlaced: count, blocks: [], ofDeployments };
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
  const cannotBePlaced = blocks.filter(({ task }) => isUnplaced(task)).length;
  return blocks.length === 0
    ? noneUnplaced
    : { count: blocks.length, cannotBePlaced, blocks: single, ofDeployments };
}
