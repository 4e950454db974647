import type { NodeRecord, Resources } from '@gantry/model';
import { useRows } from '../../live/hooks.ts';
import { remembered } from '../../live/selection.ts';
import { sumOf } from '../../shared/resource-sum.ts';

const totalOf = remembered((nodes: readonly NodeRecord[]) => sumOf(nodes.map(({ resources }) => resources)));

/** What all nodes have together, at the moment that is shown. */
export const useClusterTotal = (): Resources => totalOf(useRows('nodes'));
