import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { protobufSchema } from '../wire/protobuf-schema.ts';
import { badRequest } from '../wire/status.ts';

/** Fields that Kubernetes's JSON writes in place of the message that holds them. */
const inlined: Record<string, string> = {
  handler: 'ProbeHandler',
  volumeSource: 'VolumeSource',
  localObjectReference: 'LocalObjectReference',
  ingressRuleValue: 'IngressRuleValue',
};

export interface KnownField {
  type: string;
  shape: 'one' | 'list' | 'map';
}

const known = new Map<string, Map<string, KnownField>>();

export function fieldsOf(message: string): Map<string, KnownField> {
  let fields = known.get(message);
  if (!fields) {
    fields = new Map(parseFields(protobufSchema[message]!));
    known.set(message, fields);
  }
  return fields;
}

function parseFields(line: string): [string, KnownField][] {
  return line.split(' ').flatMap((text): [string, KnownField][] => {
    const [, name, shape, type] = /^\d+=(\w+)(\[\]|\{\})?:(\w+)$/.exec(text) as unknown as [
      string,
      string,
      string?,
      string?,
    ];
    if (inlined[name] === type) return [...fieldsOf(type!)];
    return [[name, { type: type!, shape: shape === '[]' ? 'list' : shape === '{}' ? 'map' : 'one' }]];
  });
}

/** Paths of the fields in `object` that the kind does not have, e.g. `spec.template.spec.containers[0].imagee`. */
export function unknownFields(message: string, object: JsonObject, path = ''): string[] {
  const fields = fieldsOf(message);
  return Object.entries(object).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (path === '' && (key === 'apiVersion' || key === 'kind')) return [];
    const field = fields.get(key);
    if (!field) return [at];
    return unknownInside(field, value, at);
  });
}

/** Types whose JSON is not an object of named fields, or that are checked by the kinds themselves. */
const opaque = new Set(['IntOrString', 'Quantity', 'Time', 'ManagedFieldsEntry']);

function unknownInside(field: KnownField, value: unknown, at: string): string[] {
  if (!Object.hasOwn(protobufSchema, field.type) || opaque.has(field.type)) return [];
  if (field.shape === 'list') {
    return Array.isArray(value)
      ? value.flatMap((item, index) =>
          isJsonObject(item) ? unknownFields(field.type, item, `${at}[${index}]`) : [],
        )
      : [];
  }
  return field.shape === 'one' && isJsonObject(value) ? unknownFields(field.type, value, at) : [];
}

/** Where the object has something of another type than the field's, e.g. `spec.replicas: expected an integer, found a string`. */
export function wrongTypes(message: string, object: JsonObject, path = ''): string[] {
  const fields = fieldsOf(message);
  return Object.entries(object).flatMap(([key, value]) => {
    const field = fields.get(key);
    if (!field || value === null || value === undefined) return [];
    return wrongValue(field, value, path === '' ? key : `${path}.${key}`);
  });
}

function wrongValue({ type, shape }: KnownField, value: unknown, at: string): string[] {
  if (shape === 'list') {
    if (!Array.isArray(value)) return [mismatch(at, 'a list', value)];
    return value.flatMap((item, index) => wrongItem(type, item, `${at}[${index}]`));
  }
  if (shape === 'map') {
    if (!isJsonObject(value)) return [mismatch(at, 'a map', value)];
    return Object.entries(value).flatMap(([key, item]) => wrongItem(type, item, `${at}.${key}`));
  }
  return wrongItem(type, value, at);
}

const scalarTypes: Record<string, { what: string; is(value: unknown): boolean }> = {
  s: { what: 'a string', is: (value) => typeof value === 'string' },
  b: { what: 'a boolean', is: (value) => typeof value === 'boolean' },
  i32: { what: 'an integer', is: Number.isInteger },
  i64: { what: 'an integer', is: Number.isInteger },
  IntOrString: {
    what: 'an integer or a string',
    is: (value) => typeof value === 'string' || Number.isInteger(value),
  },
  Quantity: { what: 'a quantity', is: (value) => typeof value === 'string' || typeof value === 'number' },
};

function wrongItem(type: string, value: unknown, at: string): string[] {
  if (value === null) return [];
  const scalar = scalarTypes[type];
  if (scalar) return scalar.is(value) ? [] : [mismatch(at, scalar.what, value)];
  if (!Object.hasOwn(protobufSchema, type) || opaque.has(type)) return [];
  return isJsonObject(value) ? wrongTypes(type, value, at) : [mismatch(at, 'an object', value)];
}

const mismatch = (at: string, wanted: string, value: unknown) =>
  `${at}: expected ${wanted}, found ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}`;

/** Applies `fieldValidation`: refuses, names in warnings, or lets pass. What has the wrong type is always refused. */
export function checkFields(
  { kind, version }: { kind: string; version: string },
  object: JsonObject,
  { fieldValidation, warn }: { fieldValidation: 'Strict' | 'Warn' | 'Ignore'; warn(text: string): void },
): void {
  if (!Object.hasOwn(protobufSchema, kind)) return;
  const cannot = `${kind} in version "${version}" cannot be handled as a ${kind}`;
  const [wrong] = wrongTypes(kind, object);
  if (wrong !== undefined) throw badRequest(`${cannot}: ${wrong}`);
  if (fieldValidation === 'Ignore') return;
  const unknown = unknownFields(kind, object).map((path) => `unknown field "${path}"`);
  if (unknown.length === 0) return;
  if (fieldValidation === 'Strict')
    throw badRequest(`${cannot}: strict decoding error: ${unknown.join(', ')}`);
  for (const text of unknown) warn(text);
}
