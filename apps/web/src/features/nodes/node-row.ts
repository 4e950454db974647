import type { NodeLoad } from '@gantry/client';
import type { NodeRecord } from '@gantry/model';
import { type FieldReaders, share } from '@gantry/model/filter-line';
import { useMemo } from 'react';
import { useLoads, useRows, useRowsOf } from '../../live/hooks.ts';
import type { FieldMeanings } from '../../shared/filter-suggestions.ts';
import type { Verdict } from '../../shared/tone.ts';
import { serverNow } from '../../shared/ui/time.tsx';
import { nodeVerdict } from '../../shared/verdict.ts';

export interface NodeRow {
  node: NodeRecord;
  load: NodeLoad | undefined;
  verdict: Verdict;
  /** Reserved shares, 0..1. */
  cpuRatio: number;
  memoryRatio: number;
  /** Offers of it that a framework holds now. */
  offers: number;
}

export function useNodeRows(): readonly NodeRow[] {
  const nodes = useRows('nodes');
  const loads = useLoads();
  const held = useRowsOf('offers', 'state', 'outstanding');
  return useMemo(() => {
    const byId = new Map(loads.map((load) => [load.nodeId, load]));
    const offers = new Map<string, number>();
    for (const { nodeId } of held) offers.set(nodeId, (offers.get(nodeId) ?? 0) + 1);
    return nodes.map((node) => keptRow(node, byId.get(node.id), offers.get(node.id) ?? 0));
  }, [nodes, loads, held]);
}

const kept = new WeakMap<NodeRecord, NodeRow>();

/** The same row for the same node with the same load: a change of some nodes is none of the others. */
function keptRow(node: NodeRecord, load: NodeLoad | undefined, offers: number): NodeRow {
  const last = kept.get(node);
  if (last !== undefined && last.load === load && last.offers === offers) return last;
  const row = nodeRow(node, load, offers);
  kept.set(node, row);
  return row;
}

function nodeRow(node: NodeRecord, load: NodeLoad | undefined, offers: number): NodeRow {
  const ratio = (kind: 'cpuMillis' | 'memoryBytes') =>
    node.resources[kind] > 0 ? (load?.allocated[kind] ?? 0) / node.resources[kind] : 0;
  return {
    node,
    load,
    verdict: nodeVerdict(node),
    cpuRatio: ratio('cpuMillis'),
    memoryRatio: ratio('memoryBytes'),
    offers,
  };
}

/** `docker`, or `docker (not here)`. */
export function runtimeWords(node: NodeRecord): string[] {
  return node.runtimes.map(({ name, available }) => (available ? name : `${name} (not here)`));
}

export const nodeFields: FieldReaders<NodeRow> = {
  name: ({ node }) => node.name,
  status: ({ verdict }) => [verdict.tone, verdict.label],
  address: ({ node }) => node.address,
  runtime: ({ node }) => node.runtimes.flatMap(({ name, available }) => (available ? [name] : [])),
  label: ({ node }) =>
    Object.entries({ ...node.attributes, ...node.labels }).map(([key, value]) => `${key}=${value}`),
  cpu: share(({ cpuRatio }) => cpuRatio),
  memory: share(({ memoryRatio }) => memoryRatio),
  containers: ({ load }) => load?.tasks ?? 0,
  offers: ({ offers }) => offers,
  age: ({ node }) => serverNow() - node.registeredAtMs,
};

export const nodeMeanings: FieldMeanings = {
  cpu: 'share reserved: cpu<0.5',
  memory: 'share reserved: memory>0.8',
};

export const nodeText = ({ node }: NodeRow): string =>
  `${node.name} ${node.id} ${node.address} ${Object.values(node.labels).join(' ')}`;
