import type { Connection, NodeLoad, TableStores, TaskCounts } from '@gantry/client';
import type { RolloutRecord, Tables, Template } from '@gantry/model';
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { replica, watch } from './cluster.ts';
import { groupOf, rowsOf } from './selection.ts';

/** The tables that a browser may see. */
type TableName = keyof TableStores;

const unsubscribed = () => () => {};

/** One record; renders again only when that record changes. */
export function useRow<T extends TableName>(table: T, key: string | null | undefined): Tables[T] | undefined {
  const store = replica.tables[table];
  const subscribe = useCallback(
    (listener: () => void) => (key ? store.subscribeRow(key, listener) : () => {}),
    [store, key],
  );
  return useSyncExternalStore(key ? subscribe : unsubscribed, () =>
    key ? (store.get(key) as Tables[T] | undefined) : undefined,
  );
}

function useTable<V>(table: TableName, read: () => V): V {
  const store = replica.tables[table];
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener), [store]);
  return useSyncExternalStore(subscribe, read);
}

/** All records of a table; a new array when any of them changes, once a frame at most. */
export function useRows<T extends TableName>(table: T): readonly Tables[T][] {
  return useTable(table, () => rowsOf(replica.tables[table])) as readonly Tables[T][];
}

/** The records of one owner, e.g. the tasks of a node. */
export function useRowsOf<T extends TableName>(
  table: T,
  field: keyof Tables[T] & string,
  owner: string | null | undefined,
): readonly Tables[T][] {
  const read = () => groupOf(replica.tables[table] as never, field as never, owner ?? '');
  return useTable(table, read) as readonly Tables[T][];
}

/** Keeps a part of the cluster fresh while the screen is there. True once it is complete. */
export function useScope(scope: string | null): boolean {
  useEffect(() => (scope === null ? undefined : watch(scope)), [scope]);
  return useReady(scope ?? 'cluster');
}

/** Whether a part of the cluster has arrived in full. */
export function useReady(scope = 'cluster'): boolean {
  const status = replica.status(scope);
  const subscribe = useCallback((listener: () => void) => status.subscribe(listener), [status]);
  return useSyncExternalStore(subscribe, () => status.get().ready);
}

const subscribeConnection = (listener: () => void) => replica.connection.subscribe(listener);
export function useConnection(): Connection {
  return useSyncExternalStore(subscribeConnection, () => replica.connection.get());
}

/** Changes cannot be sent now. */
export function useOffline(): boolean {
  return useConnection().state === 'offline';
}

const subscribeLoads = (listener: () => void) => replica.loads.subscribe(listener);
/** What each node carries, counted by the server. */
export function useLoads(): readonly NodeLoad[] {
  return useSyncExternalStore(subscribeLoads, () => rowsOf(replica.loads));
}

export function useLoad(nodeId: string): NodeLoad | undefined {
  const subscribe = useCallback(
    (listener: () => void) => replica.loads.subscribeRow(nodeId, listener),
    [nodeId],
  );
  return useSyncExternalStore(subscribe, () => replica.loads.get(nodeId));
}

const subscribeCounts = (listener: () => void) => replica.counts.subscribe(listener);
/** Tasks by state, counted by the server. */
export function useTaskCounts(): TaskCounts | null {
  return useSyncExternalStore(subscribeCounts, () => replica.counts.get());
}

export function useDeployment(namespace: string, name: string): Tables['deployments'] | undefined {
  const deployments = useRowsOf('deployments', 'name', name);
  return useMemo(() => deployments.find((one) => one.namespace === namespace), [deployments, namespace]);
}

export function useNodeByName(name: string): Tables['nodes'] | undefined {
  const nodes = useRows('nodes');
  return useMemo(() => nodes.find((one) => one.name === name || one.id === name), [nodes, name]);
}

/** Names of nodes by id, for lists that show where things are. */
export function useNodeNames(): ReadonlyMap<string, string> {
  const nodes = useRows('nodes');
  return useMemo(() => new Map(nodes.map((node) => [node.id, node.name])), [nodes]);
}

export function useTemplate(hash: string | undefined): Template | undefined {
  return useRow('templates', hash)?.template;
}

/** The newest rollout of each deployment, by the deployment's id. */
export function useRolloutsByDeployment(): ReadonlyMap<string, RolloutRecord> {
  const rollouts = useRows('rollouts');
  return useMemo(() => {
    const newest = new Map<string, RolloutRecord>();
    for (const rollout of rollouts) {
      const known = newest.get(rollout.deploymentId);
      if (!known || rollout.startedAtMs >= known.startedAtMs) newest.set(rollout.deploymentId, rollout);
    }
    return newest;
  }, [rollouts]);
}

export function useNewestRollout(deploymentId: string | undefined): RolloutRecord | undefined {
  const rollouts = useRowsOf('rollouts', 'deploymentId', deploymentId);
  return useMemo(() => rollouts.toSorted((a, b) => b.startedAtMs - a.startedAtMs)[0], [rollouts]);
}
