import type { Replica } from '@gantry/client';
import { useMemo, useRef } from 'react';
import { useClock } from '../../live/clock.ts';
import {
  useCounted,
  useIsLarge,
  useLoads,
  useReplica,
  useRows,
  useScope,
  useUnplacedOf,
} from '../../live/hooks.ts';
import { remembered } from '../../live/selection.ts';
import { ColouredNodes } from './coloured-nodes.ts';
import type { Colouring } from './colouring.ts';
import { type ColourBy, type Known, type SizeBy, shownColouring } from './map-colour.ts';
import { LoadMap, type MapNode, mapOf, requestsByTemplate } from './map-node.ts';
import { noneUnplaced, type Unplaced, unplacedByBlock, unplacedByCounts } from './unplaced.ts';
import { useColouring } from './use-colouring.ts';

/** Beyond this many nodes, the server's counts are drawn: single containers would be too small to be told apart. */
const countsFrom = 120;

interface MapContent {
  nodes: MapNode[];
  unplaced: Unplaced;
  ready: boolean;
}

/** The map's content, live, with what its colours tell: not all that is asked for can be told of counts. */
export function useMap(
  asked: ColourBy = 'state',
  sizeBy: SizeBy = 'cpuMillis',
): MapContent & { colouring: Colouring; known: Known } {
  const nodes = useRows('nodes');
  const isLarge = useIsLarge() === true;
  const byCounts = isLarge || nodes.length > countsFrom;
  const known = { byCounts, isPast: useClock((clock) => clock.atMs !== null) };
  const colouring = useColouring(shownColouring(asked, known), sizeBy);
  const counted = useByCounts(byCounts);
  const single = useSingle(!byCounts, colouring);
  const content = byCounts ? counted : single;
  const coloured = useRef<ColouredNodes>(null);
  const shown = useMemo(() => {
    if (colouring.by === 'state') return content.nodes;
    coloured.current ??= new ColouredNodes();
    return coloured.current.of(content.nodes, colouring);
  }, [content.nodes, colouring]);
  return { ...content, nodes: shown, colouring, known };
}

/** Every container by itself. */
function useSingle(isWanted: boolean, colouring: Colouring): MapContent {
  const ready = useScope('tasks');
  const nodes = useRows('nodes');
  const tasks = useRows('tasks');
  const templates = useRows('templates');
  const deployments = useRows('deployments');
  const requests = useMemo(() => requestsByTemplate(templates), [templates]);
  const known = useMemo(
    () => new Map(deployments.map(({ id, name, revision }) => [id as string, { name, revision }])),
    [deployments],
  );
  const content = useMemo(() => {
    if (!isWanted) return empty;
    const { unplaced, ...rest } = mapOf({ nodes, tasks, requests, deployments: known, colouring });
    return { ...rest, unplaced: unplacedByBlock(unplaced, deployments) };
  }, [isWanted, nodes, tasks, requests, known, deployments, colouring]);
  return { ...content, ready };
}

/** Nodes by their counts. */
function useByCounts(isWanted: boolean): MapContent {
  const nodes = useRows('nodes');
  const loads = useLoads();
  const replica = useReplica();
  const unplaced = useUnplacedByCounts(isWanted);
  return useMemo(() => {
    if (!isWanted) return { ...empty, ready: false };
    const entries = loadMapOf(replica).of(nodes, (nodeId) => replica.loads.get(nodeId));
    return { nodes: entries, unplaced, ready: nodes.length > 0 && loads.length > 0 };
  }, [isWanted, nodes, loads, replica, unplaced]);
}

function useUnplacedByCounts(isWanted: boolean): Unplaced {
  const count = useCounted((counts) => (isWanted ? (counts?.unplaced ?? 0) : 0));
  const countOf = useUnplacedOf();
  const deployments = useRows('deployments');
  return useMemo(() => unplacedByCounts(count, countOf, deployments), [count, countOf, deployments]);
}

/** One for all maps of a copy of the cluster: a screen that is opened again makes anew only what changed meanwhile. */
const loadMapOf = remembered((_: Replica) => new LoadMap());

const empty = { nodes: [], unplaced: noneUnplaced };
