import type { ControlPlane } from '@gantry/controlplane';
import type { Act, JobCommand } from '@gantry/model';
import { jsonPatch } from '../patch/json-patch.ts';
import { applyConfiguration, withUpdateManager } from '../patch/managed-fields.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch } from '../patch/strategic-merge-patch.ts';
import type { ResourceDefinition, WriteContext } from '../resource/definition.ts';
import { checkFields } from '../translate/known-fields.ts';
import { rejectionStatus } from '../translate/rejection-status.ts';
import { isJsonObject, type JsonObject, type KubernetesObject } from '../wire/object.ts';
import { type ApiRequest, actorOf, asObject, parseBody, readObject } from '../wire/request.ts';
import {
  badRequest,
  conflict,
  invalid,
  invalidOptions,
  notFound,
  notSupported,
  StatusError,
  uidConflict,
} from '../wire/status.ts';
import { findObject, type Selected } from './read.ts';

/** What a write may do in this request. `warn` becomes a Warning header. */
export function writeContext(
  { source, definition, request, path }: Selected,
  warn: (text: string) => void,
  dryRun: boolean,
): WriteContext {
  const name = path.name ?? '';
  return {
    get projector() {
      return source.projector();
    },
    submit: (command) => submit(source.controlPlane, { command, request, definition, name, dryRun }),
    sealSecret: (parts) => source.controlPlane.sealSecret(parts),
    dryRun,
    warn,
    fieldValidation: fieldValidation(request),
    cause: request.command,
  };
}

export function isDryRun(request: ApiRequest): boolean {
  const values = request.query.getAll('dryRun');
  const wrong = values.find((value) => value !== 'All');
  if (wrong !== undefined) throw invalidOptions(optionsKind(request), notSupported('dryRun', wrong, ['All']));
  return values.length > 0;
}

function fieldValidation(request: ApiRequest): 'Strict' | 'Warn' | 'Ignore' {
  const value = request.query.get('fieldValidation') || 'Warn';
  if (value === 'Strict' || value === 'Warn' || value === 'Ignore') return value;
  const cause = notSupported('fieldValidation', value, ['Ignore', 'Strict', 'Warn']);
  throw invalidOptions(optionsKind(request), cause);
}

function optionsKind({ method }: ApiRequest): 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' {
  if (method === 'PUT') return 'UpdateOptions';
  return method === 'PATCH' ? 'PatchOptions' : 'CreateOptions';
}

interface Submission {
  command: Act | JobCommand;
  request: ApiRequest;
  definition: ResourceDefinition;
  name: string;
  dryRun: boolean;
}

const isJobCommand = (command: Act | JobCommand): command is JobCommand => command.type.startsWith('job.');

async function submit(
  controlPlane: ControlPlane,
  { command, request, definition, name, dryRun }: Submission,
) {
  const actor = actorOf(request);
  if (dryRun) {
    await controlPlane.lookBefore(command);
    // A job's command begins at once and has no plan: what the kinds themselves check is all there is to say before.
    const planned = isJobCommand(command) ? null : controlPlane.plan(command, actor);
    if (planned?.ok === false) throw rejectionStatus(planned.error, definition, name);
    return {
      object: name,
      revision: controlPlane.view.revision,
      deploymentRevision: null,
      changed: false,
      message: 'dry run',
      intent: null,
    };
  }
  const result = await controlPlane.submit(command, actor);
  if (!result.ok) throw rejectionStatus(result.error, definition, name);
  return result.value;
}

export async function createObject(selected: Selected, context: WriteContext): Promise<KubernetesObject> {
  const { definition, path, request } = selected;
  if (!definition.create) throw methodNotAllowed(definition, 'create');
  const object = await readObject(request);
  return definition.create(
    context,
    path.namespace,
    owned(selected, prepared(selected, context, object), null),
  );
}

/** Checks what every write is checked for, and settles name and namespace between the URL and the body. */
function prepared({ definition, path }: Selected, context: WriteContext, object: JsonObject): JsonObject {
  const expected = definition.group === '' ? definition.version : `${definition.group}/${definition.version}`;
  if ((object.kind ?? definition.kind) !== definition.kind || (object.apiVersion ?? expected) !== expected) {
    throw badRequest(
      `${JSON.stringify(object.kind)} in version ${JSON.stringify(object.apiVersion)} cannot be handled as a ${definition.kind}: expected ${definition.kind} in ${expected}`,
    );
  }
  checkFields(definition, object, context);
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const namespace = metadata.namespace || path.namespace;
  if (definition.namespaced && path.namespace !== null && namespace !== path.namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  const name = metadata.name || generated(metadata.generateName) || path.name;
  if (!name) throw nameless(definition);
  if (path.name !== null && name !== path.name) {
    throw badRequest(
      `the name of the object (${String(name)}) does not match the name on the URL (${path.name})`,
    );
  }
  return { ...object, metadata: { ...metadata, name, ...(definition.namespaced ? { namespace } : {}) } };
}

function nameless(definition: ResourceDefinition): StatusError {
  const message = 'Required value: name or generateName is required';
  return invalid({ ...definition, name: '' }, [
    { reason: 'FieldValueRequired', field: 'metadata.name', message },
  ]);
}

/** Ordinary writes own what they changed; an apply has settled that before. */
function owned({ request }: Selected, object: JsonObject, previous: KubernetesObject | null): JsonObject {
  if (request.contentType === 'application/apply-patch+yaml') return object;
  return withUpdateManager(
    object,
    previous as unknown as JsonObject | null,
    request.query.get('fieldManager') ?? request.command,
  );
}

const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

function generated(base: unknown): string | null {
  if (typeof base !== 'string' || base === '') return null;
  const random = crypto.getRandomValues(new Uint8Array(5));
  return base.slice(0, 58) + [...random].map((byte) => suffixAlphabet[byte % suffixAlphabet.length]).join('');
}

export async function replaceObject(selected: Selected, context: WriteContext): Promise<KubernetesObject> {
  const previous = findObject(selected);
  return store(selected, context, previous, await readObject(selected.request));
}

async function store(
  selected: Selected,
  context: WriteContext,
  previous: KubernetesObject,
  object: JsonObject,
): Promise<KubernetesObject> {
  const { definition } = selected;
  if (!definition.replace) throw methodNotAllowed(definition, 'update');
  const { resourceVersion, uid } = isJsonObject(object.metadata) ? object.metadata : {};
  const named = { ...definition, name: previous.metadata.name };
  if (resourceVersion && resourceVersion !== previous.metadata.resourceVersion) throw conflict(named);
  if (uid && uid !== previous.metadata.uid)
    throw uidConflict(named, { wanted: String(uid), is: previous.metadata.uid });
  const wanted = prepared(selected, context, object);
  return isSame(previous, wanted)
    ? previous
    : definition.replace(context, previous, owned(selected, wanted, previous));
}

/** A write that changes nothing keeps the object, its version and the silence of watches. Status is never written here. */
function isSame(previous: KubernetesObject, wanted: JsonObject): boolean {
  const { status: _before, ...before } = previous as KubernetesObject & { status?: unknown };
  const { status: _after, ...after } = wanted;
  return canonical(before) === canonical(after);
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (key, item) =>
    key === 'managedFields'
      ? undefined
      : isJsonObject(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
  );

export interface Patched {
  object: KubernetesObject;
  created: boolean;
}

export async function patchObject(selected: Selected, context: WriteContext): Promise<Patched> {
  const { request, definition, path, source } = selected;
  const body = parsePatch(request.contentType, await request.readBody());
  if (request.contentType === 'application/apply-patch+yaml')
    return serverSideApply(selected, context, asObject(body));
  const previous = definition.find(source.projector(), path.namespace, path.name!);
  if (!previous) throw notFound({ ...definition, name: path.name! });
  const patched = applyPatch(request.contentType, previous, body);
  return { object: await store(selected, context, previous, patched), created: false };
}

function parsePatch(contentType: string, body: Buffer): unknown {
  if (!contentType.includes('patch')) {
    throw new StatusError(
      'UnsupportedMediaType',
      'a patch is sent as application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json or application/apply-patch+yaml',
    );
  }
  return parseBody(contentType, body);
}

export function applyPatch(contentType: string, target: KubernetesObject, patch: unknown): JsonObject {
  const object = target as unknown as JsonObject;
  switch (contentType) {
    case 'application/json-patch+json':
      return asObject(jsonPatch(object, patch));
    case 'application/merge-patch+json':
      return asObject(mergePatch(object, asObject(patch)));
    default:
      return strategicMergePatch(object, asObject(patch));
  }
}

async function serverSideApply(
  selected: Selected,
  context: WriteContext,
  configuration: JsonObject,
): Promise<Patched> {
  const { definition, path, request, source } = selected;
  const manager = request.query.get('fieldManager');
  if (!manager) {
    const message = 'Required value: is required for apply patch';
    throw invalidOptions('PatchOptions', { reason: 'FieldValueRequired', field: 'fieldManager', message });
  }
  const previous = definition.find(source.projector(), path.namespace, path.name!);
  const force = request.query.get('force') === 'true';
  const applied = applyConfiguration(previous as unknown as JsonObject | null, configuration, {
    manager,
    force,
  });
  if (previous) return { object: await store(selected, context, previous, applied), created: false };
  if (!definition.create) throw methodNotAllowed(definition, 'create');
  return {
    object: await definition.create(context, path.namespace, prepared(selected, context, applied)),
    created: true,
  };
}

export function methodNotAllowed(
  { kind, madeOtherwise }: { kind: string; madeOtherwise?: string },
  verb: string,
): StatusError {
  const why = madeOtherwise === undefined ? '' : `; ${madeOtherwise}`;
  return new StatusError(
    'MethodNotAllowed',
    `the server does not allow this method on the requested resource: ${verb} of a ${kind}${why}`,
  );
}
