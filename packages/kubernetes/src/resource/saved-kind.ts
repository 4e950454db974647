import type { Act, JobCommand, TableName, Tables, Template } from '@gantry/model';
import type { Projector } from '../projection/projector.ts';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { alreadyExists, conflict, notFound } from '../wire/status.ts';
import type { DeleteOptions, ResourceDefinition, WriteContext } from './definition.ts';

/** A kind whose objects are the records of one table, saved whole and deleted by name. */
export interface SavedKind<N extends TableName, T extends KubernetesObject> {
  table: N;
  /** Left out: all records of the table. */
  shows?(record: Tables[N]): boolean;
  find(projector: Projector, namespace: string, name: string): Tables[N] | undefined;
  project(projector: Projector, record: Tables[N]): T;
  /** The command that makes the record so, and the record itself as a dry run shows it. Throws a 422. */
  save(
    context: WriteContext,
    object: JsonObject,
    previous: Tables[N] | undefined,
  ): { command: Act | JobCommand; drawnUp: Tables[N]; unsaved?: ReadonlyMap<string, Template> };
  remove(record: Tables[N], options: DeleteOptions): Act | JobCommand;
}

type Parts = 'list' | 'find' | 'byUid' | 'dependents' | 'create' | 'replace' | 'remove';

/** The parts of a definition that follow from it. */
export function savedKind<N extends TableName, T extends KubernetesObject>(
  { group, resource }: { group: string; resource: string },
  kind: SavedKind<N, T>,
): Pick<ResourceDefinition<T>, Parts> &
  Required<Pick<ResourceDefinition<T>, 'create' | 'replace' | 'remove'>> {
  const shows = (record: Tables[N]) => kind.shows?.(record) ?? true;
  const named = (name: string) => ({ group, resource, name });
  const store = async (
    context: WriteContext,
    object: JsonObject,
    previous: Tables[N] | undefined,
  ): Promise<T> => {
    const { namespace, name } = object.metadata as { namespace: string; name: string };
    const { command, drawnUp, unsaved = new Map() } = kind.save(context, object, previous);
    await context.submit(command);
    if (context.dryRun) return kind.project({ ...context.projector, unsaved }, drawnUp);
    const saved = kind.find(context.projector, namespace, name);
    if (!saved) throw conflict(named(name));
    return kind.project(context.projector, saved);
  };
  const byUid = (projector: Projector, uid: string) =>
    projector.view.get(kind.table, uid) as Tables[N] | undefined;
  return {
    *list(projector, namespace) {
      for (const record of projector.view.all(kind.table) as IterableIterator<Tables[N]>) {
        if (!shows(record)) continue;
        const object = kind.project(projector, record);
        if (namespace === null || object.metadata.namespace === namespace) yield object;
      }
    },
    find(projector, namespace, name) {
      const record = kind.find(projector, namespace ?? '', name);
      return record ? kind.project(projector, record) : null;
    },
    byUid(projector, uid) {
      const record = byUid(projector, uid);
      return record && shows(record) ? kind.project(projector, record) : null;
    },
    dependents: (change) => (change.table === kind.table ? [change.key] : []),
    async create(context, namespace, object) {
      const { name } = object.metadata as { name: string };
      if (kind.find(context.projector, namespace ?? '', name)) throw alreadyExists(named(name));
      return store(context, object, undefined);
    },
    async replace(context, { metadata }, object) {
      const previous = byUid(context.projector, metadata.uid);
      if (!previous) throw notFound(named(metadata.name));
      return store(context, object, previous);
    },
    async remove(context, { metadata }, options) {
      const record = byUid(context.projector, metadata.uid);
      if (record) await context.submit(kind.remove(record, options));
    },
  };
}
