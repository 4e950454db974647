import type { Connection, NodeLoad, Replica, ScopeStatus, TableStores, TaskCounts } from '@gantry/client';
import type { RolloutRecord, Tables, Template, TemplateRecord } from '@gantry/model';
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { actingOff, useClock } from './clock.ts';
import { replica as liveReplica, shown, watch } from './cluster.ts';
import { type FrameworkNames, frameworkNamesIn } from './framework-names.ts';
import { type Me, missingRightOf, useMe, useMissingRight, type Within } from './rights.ts';
import { groupOf, newestRollouts, remembered, rowsOf } from './selection.ts';
import { type UnplacedOf, unplacedIn } from './unplaced.ts';

/** The tables that a browser may see. */
type TableName = keyof TableStores;

const unsubscribed = () => () => {};

const subscribeShown = (listener: () => void) => shown.subscribe(listener);
/** The copy of the cluster that is shown: as it is, or as it was. */
export function useReplica(): Replica {
  return useSyncExternalStore(subscribeShown, () => shown.get());
}

/** One record; renders again only when that record changes. */
export function useRow<T extends TableName>(table: T, key: string | null | undefined): Tables[T] | undefined {
  const store = useReplica().tables[table];
  const subscribe = useCallback(
    (listener: () => void) => (key ? store.subscribeRow(key, listener) : () => {}),
    [store, key],
  );
  return useSyncExternalStore(key ? subscribe : unsubscribed, () =>
    key ? (store.get(key) as Tables[T] | undefined) : undefined,
  );
}

function useTable<V>(table: TableName, read: () => V): V {
  const store = useReplica().tables[table];
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener), [store]);
  return useSyncExternalStore(subscribe, read);
}

/** All records of a table; a new array when any of them changes, once a frame at most. */
export function useRows<T extends TableName>(table: T): readonly Tables[T][] {
  const store = useReplica().tables[table];
  return useTable(table, () => rowsOf(store)) as readonly Tables[T][];
}

/** The records of one owner, e.g. the tasks of a node. */
export function useRowsOf<T extends TableName>(
  table: T,
  field: keyof Tables[T] & string,
  owner: string | null | undefined,
): readonly Tables[T][] {
  const store = useReplica().tables[table];
  const read = () => groupOf(store as never, field as never, owner ?? '');
  return useTable(table, read) as readonly Tables[T][];
}

/** Up to here a browser holds all containers and all events; beyond, screens ask for those that they show. */
const mostTasksHeld = 20_000;
/** Scopes that are as large as the cluster. */
const wholes: readonly (string | null)[] = ['tasks', 'events'];

/** Whether there are too many containers to hold them all; null before that is known. */
export function useIsLarge(): boolean | null {
  return useCounted((counts) => (counts === null ? null : isLarge(counts)));
}

function isLarge({ byState }: TaskCounts): boolean {
  return Object.values(byState).reduce((sum, count) => sum + count, 0) > mostTasksHeld;
}

/**
 * Keeps a part of the cluster fresh while the screen is there. True once it is complete; of a large cluster, the parts
 * that are too large are not held at all.
 */
export function useScope(scope: string | null): boolean {
  const isLarge = useIsLarge();
  const held = wholes.includes(scope) && isLarge !== false ? null : scope;
  useEffect(() => (held === null ? undefined : watch(held)), [held]);
  return useReady(held ?? 'cluster') && isLarge !== null;
}

/** Whether a part of the cluster has arrived in full. */
export function useReady(scope = 'cluster'): boolean {
  return useStatus(scope, ({ ready }) => ready);
}

/** Whether it can be told how a part of the cluster is: it has arrived, or the last visit left what tells that. */
export function useTold(scope: string): boolean {
  return useStatus(scope, ({ ready, revision }) => ready || revision !== null);
}

function useStatus(scope: string, read: (status: ScopeStatus) => boolean): boolean {
  const status = useReplica().status(scope);
  const subscribe = useCallback((listener: () => void) => status.subscribe(listener), [status]);
  return useSyncExternalStore(subscribe, () => read(status.get()));
}

const subscribeConnection = (listener: () => void) => liveReplica.connection.subscribe(listener);
export function useConnection(): Connection {
  return useSyncExternalStore(subscribeConnection, () => liveReplica.connection.get());
}

const subscribeActing = (listener: () => void) => {
  const stops = [subscribeConnection(listener), useClock.subscribe(listener)];
  return () => {
    for (const stop of stops) stop();
  };
};
const actingOffNow = () => actingOff(liveReplica.connection.get().state, useClock.getState().atMs);

/** Why nothing can be asked for now: there is no connection, or the past is shown. */
export function useNotLive(): string | null {
  return useSyncExternalStore(subscribeActing, actingOffNow);
}

/** Why nothing can be done here now, by this person; null when all can be. */
export function useActingOff(): string | null {
  const notLive = useNotLive();
  const missing = useMissingRight();
  return notLive ?? missing;
}

const mayAct = (notLive: string | null, me: Me | null) => (within: Within) =>
  notLive === null && missingRightOf(me, within) === null;

/** Whether something could be done now, by this person, there: what is not offered need not be refused. */
export function useMayAct(): (within: Within) => boolean {
  const notLive = useNotLive();
  const me = useMe((state) => state.me);
  return useMemo(() => mayAct(notLive, me), [notLive, me]);
}

/** The same, of the moment in which a key is pressed. */
export const mayActNow = (within: Within): boolean => mayAct(actingOffNow(), useMe.getState().me)(within);

/** Changes cannot be sent now. */
export function useOffline(): boolean {
  return useActingOff() !== null;
}

/** What each node carries, counted by the server. */
export function useLoads(): readonly NodeLoad[] {
  const { loads } = useReplica();
  const subscribe = useCallback((listener: () => void) => loads.subscribe(listener), [loads]);
  return useSyncExternalStore(subscribe, () => rowsOf(loads));
}

export function useLoad(nodeId: string): NodeLoad | undefined {
  const { loads } = useReplica();
  const subscribe = useCallback(
    (listener: () => void) => loads.subscribeRow(nodeId, listener),
    [loads, nodeId],
  );
  return useSyncExternalStore(subscribe, () => loads.get(nodeId));
}

/** One figure of what the server counts: renders again when that figure changes, not with every count. */
export function useCounted<T extends number | boolean | null>(read: (counts: TaskCounts | null) => T): T {
  const { counts } = useReplica();
  const subscribe = useCallback((listener: () => void) => counts.subscribe(listener), [counts]);
  return useSyncExternalStore(subscribe, () => read(counts.get()));
}

/** Tasks of each framework that have not ended, counted by the server; null before they are known. */
export function useFrameworkTasks(): Readonly<Record<string, number>> | null {
  const { counts } = useReplica();
  const subscribe = useCallback((listener: () => void) => counts.subscribe(listener), [counts]);
  // What an earlier version of the page left in this browser does not tell them.
  return useSyncExternalStore(subscribe, () => counts.get()?.ofFrameworks ?? null);
}

/** How many containers of each deployment no node takes, as the server counts them, by the deployment's id. */
export function useUnplacedOf(): UnplacedOf {
  const { counts } = useReplica();
  const subscribe = useCallback((listener: () => void) => counts.subscribe(listener), [counts]);
  return useSyncExternalStore(subscribe, () => unplacedIn(counts));
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
  return namesById(useRows('nodes'));
}

const namesById = remembered(
  (rows: readonly { id: string; name: string }[]) =>
    new Map<string, string>(rows.map(({ id, name }) => [id, name])),
);

/** Names of frameworks by id; another map only when one is called otherwise, comes or goes. */
export function useFrameworkNames(): FrameworkNames {
  const store = useReplica().tables.frameworks;
  return useTable('frameworks', () => frameworkNamesIn(store));
}

export function useTemplate(hash: string | undefined): Template | undefined {
  return useRow('templates', hash)?.template;
}

/** All templates, by their hashes. */
export function useTemplates(): ReadonlyMap<string, Template> {
  return templatesByHash(useRows('templates'));
}

const templatesByHash = remembered(
  (templates: readonly TemplateRecord[]) =>
    new Map<string, Template>(templates.map(({ hash, template }) => [hash, template])),
);

/** The name of a deployment or a job, by its id. */
export function useAppName(): (id: string) => string | undefined {
  const [deployments, jobs] = [namesById(useRows('deployments')), namesById(useRows('jobs'))];
  return (id) => deployments.get(id) ?? jobs.get(id);
}

/** The newest rollout of each deployment, by the deployment's id. */
export function useRolloutsByDeployment(): ReadonlyMap<string, RolloutRecord> {
  return newestRollouts(useRows('rollouts'));
}

export function useNewestRollout(deploymentId: string | undefined): RolloutRecord | undefined {
  const rollouts = useRowsOf('rollouts', 'deploymentId', deploymentId);
  return useMemo(() => rollouts.toSorted((a, b) => b.startedAtMs - a.startedAtMs)[0], [rollouts]);
}
