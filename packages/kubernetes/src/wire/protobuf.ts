import protobuf from 'protobufjs/light.js';
import { isJsonObject, type JsonObject } from './object.ts';
import { protobufSchema } from './protobuf-schema.ts';
import { badRequest, StatusError } from './status.ts';

/**
 * Bodies in `application/vnd.kubernetes.protobuf`: four magic bytes, then an envelope that names the kind, then the
 * object. Decode only; every answer may be JSON.
 */

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);
const scalars: Record<string, string> = {
  s: 'string',
  b: 'bool',
  i32: 'int32',
  i64: 'int64',
  bytes: 'bytes',
};

/**
 * Go writes every field that is not a pointer, zero or not. A zero says something only in these fields, which are
 * pointers there; everywhere else it means "not set".
 */
const pointerFields = new Set([
  'replicas',
  'revisionHistoryLimit',
  'progressDeadlineSeconds',
  'terminationGracePeriodSeconds',
  'gracePeriodSeconds',
  'minReplicas',
  'parallelism',
  'completions',
  'backoffLimit',
  'activeDeadlineSeconds',
  'ttlSecondsAfterFinished',
  'suspend',
  'automountServiceAccountToken',
  'controller',
  'blockOwnerDeletion',
  'optional',
  'priority',
  'tolerationSeconds',
  'immutable',
  'orphanDependents',
  'allocateLoadBalancerNodePorts',
  'averageUtilization',
  'targetCPUUtilizationPercentage',
  'enableServiceLinks',
  'startingDeadlineSeconds',
  'successfulJobsHistoryLimit',
  'failedJobsHistoryLimit',
  'defaultMode',
]);

/** Fields that Kubernetes's JSON writes in their parent's place. */
const inlined = new Set(['volumeSource', 'localObjectReference', 'ingressRuleValue']);
const inlinedIn: Record<string, string> = { Probe: 'handler' };

const root = buildRoot();
const envelope = new protobuf.Type('Unknown')
  .add(new protobuf.Field('typeMeta', 1, 'TypeMeta'))
  .add(new protobuf.Field('raw', 2, 'bytes'))
  .add(
    new protobuf.Type('TypeMeta')
      .add(new protobuf.Field('apiVersion', 1, 'string'))
      .add(new protobuf.Field('kind', 2, 'string')),
  );
root.add(envelope);

function buildRoot(): protobuf.Root {
  const built = new protobuf.Root();
  for (const [name, fields] of Object.entries(protobufSchema)) {
    const type = new protobuf.Type(name);
    for (const field of fields.split(' ')) type.add(parseField(field));
    built.add(type);
  }
  return built;
}

function parseField(text: string): protobuf.Field | protobuf.MapField {
  const [, number, name, shape, type] = /^(\d+)=(\w+)(\[\]|\{\})?:(\w+)$/.exec(text) as unknown as [
    string,
    string,
    string,
    string?,
    string?,
  ];
  const resolved = scalars[type!] ?? (Object.hasOwn(protobufSchema, type!) ? type! : 'bytes');
  if (shape === '{}') return new protobuf.MapField(name, Number(number), 'string', resolved);
  return new protobuf.Field(name, Number(number), resolved, shape === '[]' ? 'repeated' : undefined);
}

/** The object as its JSON form would be. Throws BadRequest for what is not such a body, 415 for a kind not known. */
export function decodeProtobuf(body: Uint8Array): JsonObject {
  if (body.length < 4 || !magic.equals(body.subarray(0, 4)))
    throw badRequest('the body is not Kubernetes protobuf: its first four bytes are not "k8s\\0"');
  const { apiVersion, kind, raw } = openEnvelope(body.subarray(4));
  const typeName = messageName(apiVersion, kind);
  if (typeName === null) {
    throw new StatusError(
      'UnsupportedMediaType',
      `${kind} (${apiVersion}) cannot be read as protobuf here; send it as application/json`,
    );
  }
  const type = root.lookupType(typeName);
  return { apiVersion, kind, ...toJson(type, decode(type, raw)) };
}

function openEnvelope(bytes: Uint8Array): { apiVersion: string; kind: string; raw: Uint8Array } {
  const opened = decode(envelope, bytes) as {
    typeMeta?: { apiVersion?: string; kind?: string };
    raw?: Uint8Array;
  };
  return {
    apiVersion: opened.typeMeta?.apiVersion ?? '',
    kind: opened.typeMeta?.kind ?? '',
    raw: opened.raw ?? new Uint8Array(),
  };
}

function decode(type: protobuf.Type, bytes: Uint8Array): JsonObject {
  try {
    return type.toObject(type.decode(bytes), { longs: Number });
  } catch (fault) {
    throw badRequest(
      `the protobuf body cannot be decoded: ${fault instanceof Error ? fault.message : 'malformed'}`,
    );
  }
}

function messageName(apiVersion: string, kind: string): string | null {
  const versioned = apiVersion.startsWith('autoscaling/')
    ? `${apiVersion.endsWith('v1') ? 'V1' : 'V2'}${kind}`
    : kind;
  return Object.hasOwn(protobufSchema, versioned) ? versioned : null;
}

function toJson(type: protobuf.Type, message: JsonObject): JsonObject {
  const json: JsonObject = {};
  for (const field of type.fieldsArray) {
    const value = fieldToJson(field, message[field.name]);
    if (value === undefined) continue;
    if ((inlined.has(field.name) || inlinedIn[type.name] === field.name) && isJsonObject(value))
      Object.assign(json, value);
    else json[field.name] = value;
  }
  return json;
}

function fieldToJson(field: protobuf.Field, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (field.map)
    return dropEmpty(
      Object.fromEntries(
        Object.entries(value as JsonObject).map(([key, item]) => [key, itemToJson(field, item) ?? '']),
      ),
    );
  if (field.repeated)
    return (value as unknown[]).length === 0
      ? undefined
      : (value as unknown[]).map((item) => itemToJson(field, item) ?? {});
  if (isZero(value) && !pointerFields.has(field.name)) return undefined;
  return itemToJson(field, value);
}

function itemToJson(field: protobuf.Field, value: unknown): unknown {
  if (value instanceof Uint8Array) return bytesToJson(field, value);
  if (!isJsonObject(value)) return value;
  const type = field.resolve().resolvedType as protobuf.Type;
  if (type.name === 'Quantity') return value.string ?? '0';
  if (type.name === 'IntOrString') return value.type === 1 ? (value.strVal ?? '') : (value.intVal ?? 0);
  if (type.name === 'Time')
    return value.seconds ? new Date(Number(value.seconds) * 1000).toISOString() : undefined;
  return keepEmpty(field.name, toJson(type, value));
}

/** Real bytes (a secret's data) are base64; an opaque message is an empty object that says "something was set here". */
function bytesToJson(field: protobuf.Field, value: Uint8Array): unknown {
  if (field.name === 'data' || field.name === 'binaryData') return Buffer.from(value).toString('base64');
  return value.length === 0 ? undefined : {};
}

/** A struct that Go writes although nothing in it is set is no field; `emptyDir: {}` is one. */
function keepEmpty(name: string, json: JsonObject): JsonObject | undefined {
  return Object.keys(json).length > 0 || name === 'emptyDir' ? json : undefined;
}

function dropEmpty(json: JsonObject): JsonObject | undefined {
  return Object.keys(json).length > 0 ? json : undefined;
}

const isZero = (value: unknown) => value === '' || value === 0 || value === false;
