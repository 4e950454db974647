import type {
  Act,
  Change,
  CommandReply,
  JobCommand,
  Rejection,
  Result,
  SealedValue,
  SecretParts,
} from '@gantry/model';
import type { Projector } from '../projection/projector.ts';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import type { Column } from '../wire/table.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

export interface Subresource {
  name: string;
  /** Group, version and kind of what it answers; absent: the parent's. */
  group?: string;
  version?: string;
  kind: string;
  verbs: string[];
}

/** What a write can do: ask the engine, and warn. A rejection of the engine is thrown as a StatusError. */
export interface WriteContext {
  projector: Projector;
  submit(command: Act | JobCommand): Promise<CommandReply>;
  /** As of the control plane: what is sealed here never comes back. */
  sealSecret(parts: SecretParts): Result<Record<string, SealedValue>, Rejection>;
  /** Check everything, store nothing; `submit` then only asks whether the engine would accept. */
  dryRun: boolean;
  /** Shown by kubectl as `Warning: text`. */
  warn(text: string): void;
  /** `Strict` refuses fields that do not exist, `Warn` names them, `Ignore` drops them. */
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  /** What the client says it is doing (`kubectl set image`), for the change cause. */
  cause: string;
}

export interface DeleteOptions {
  gracePeriodSeconds: number | null;
  propagationPolicy: 'Background' | 'Foreground' | 'Orphan';
}

/** How one kind of the API shows and changes what the engine holds. The projection has no state of its own. */
export interface ResourceDefinition<T extends KubernetesObject = KubernetesObject> {
  group: string;
  version: string;
  resource: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames: string[];
  categories: string[];
  subresources: Subresource[];
  columns: Column<T>[];
  list(projector: Projector, namespace: string | null): Iterable<T>;
  find(projector: Projector, namespace: string | null, name: string): T | null;
  /** By the uid of the object, for watches. */
  byUid(projector: Projector, uid: string): T | null;
  /** The object as it was at its end, as long as its record is kept: what a watch says last of it. */
  ended?(projector: Projector, uid: string): T | null;
  /** The uids of the objects of this kind that a change of a record may have changed. */
  dependents(change: Change, projector: Projector): string[];
  /** Whether a change may end or change objects of this kind without a word left of which: watches look at all they showed. */
  movesUnseen?(change: Change): boolean;
  /** What a field selector may name, beside metadata.name and metadata.namespace, and how each is read. */
  fields: Record<string, (object: T) => string>;
  /** Why it is not made, changed or deleted like this, and what to do instead: the end of a 405's sentence. */
  madeOtherwise?: string;
  /** Others live on it here and could not go on alone: deleting it and keeping them is refused. */
  ownsOthers?: boolean;
  create?(context: WriteContext, namespace: string | null, object: JsonObject): Promise<T>;
  /** Given the object as it should become; `previous` is as it is. */
  replace?(context: WriteContext, previous: T, object: JsonObject): Promise<T>;
  remove?(context: WriteContext, object: T, options: DeleteOptions): Promise<void>;
}

export function verbsOf(definition: ResourceDefinition): Verb[] {
  return [
    ...(definition.create ? (['create'] as const) : []),
    ...(definition.remove ? (['delete', 'deletecollection'] as const) : []),
    'get',
    'list',
    ...(definition.replace ? (['patch', 'update'] as const) : []),
    'watch',
  ];
}

/** Keeps the kinds' own object types inside their files: the door treats all alike. */
export function defineResource<T extends KubernetesObject>(
  definition: ResourceDefinition<T>,
): ResourceDefinition {
  return definition as unknown as ResourceDefinition;
}
