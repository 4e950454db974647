import { useMemo, useRef } from 'react';
import { useIsLarge, useLoads, useReplica, useRows, useScope } from '../../live/hooks.ts';
import type { ColourBy } from './map-colour.ts';
import { LoadMap, type MapBlock, type MapNode, mapOf, requestsByTemplate } from './map-node.ts';

/** Beyond this many nodes, the server's counts are drawn: single containers would be too small to be told apart. */
export const countsFrom = 120;

interface MapContent {
  nodes: MapNode[];
  unplaced: MapBlock[];
  ready: boolean;
}

/** The map's content, live. Where single containers are not known, the colours tell their states. */
export function useMap(colourBy: ColourBy = 'state'): MapContent {
  const nodes = useRows('nodes');
  const isLarge = useIsLarge() === true;
  const byCounts = isLarge || nodes.length > countsFrom;
  const counted = useCounted(byCounts);
  const single = useSingle(!byCounts, colourBy);
  return byCounts ? counted : single;
}

/** Every container by itself. */
function useSingle(isWanted: boolean, colourBy: ColourBy): MapContent {
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
  const content = useMemo(
    () => (isWanted ? mapOf({ nodes, tasks, requests, deployments: known, colourBy }) : empty),
    [isWanted, nodes, tasks, requests, known, colourBy],
  );
  return { ...content, ready };
}

/** Nodes by their counts. */
function useCounted(isWanted: boolean): MapContent {
  const nodes = useRows('nodes');
  const loads = useLoads();
  const replica = useReplica();
  const kept = useRef<LoadMap>(null);
  return useMemo(() => {
    if (!isWanted) return { ...empty, ready: false };
    kept.current ??= new LoadMap();
    const entries = kept.current.of(nodes, (nodeId) => replica.loads.get(nodeId));
    return { ...empty, nodes: entries, ready: nodes.length > 0 && loads.length > 0 };
  }, [isWanted, nodes, loads, replica]);
}

const empty = { nodes: [], unplaced: [] };
