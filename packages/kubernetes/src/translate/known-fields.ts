import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { protobufSchema } from '../wire/protobuf-schema.ts';
import { badRequest } from '../wire/status.ts';

/** Fields that Kubernetes's JSON writes in place of the message that holds them. */
const inlined: Record<string, string> = {
  handler: 'ProbeHandler',
  volumeSource: 'VolumeSource',
  localObjectReference: 'LocalObjectReference',
};

interface KnownField {
  type: string;
  shape: 'one' | 'list' | 'map';
}

const known = new Map<string, Map<string, KnownField>>();

function fieldsOf(message: string): Map<string, KnownField> {
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

/** Applies `fieldValidation`: refuses, names in warnings, or lets pass. */
export function checkUnknownFields(
  message: string,
  object: JsonObject,
  { fieldValidation, warn }: { fieldValidation: 'Strict' | 'Warn' | 'Ignore'; warn(text: string): void },
): void {
  if (fieldValidation === 'Ignore' || !Object.hasOwn(protobufSchema, message)) return;
  const unknown = unknownFields(message, object).map((path) => `unknown field "${path}"`);
  if (unknown.length === 0) return;
  if (fieldValidation === 'Strict') throw badRequest(`strict decoding error: ${unknown.join(', ')}`);
  for (const text of unknown) warn(text);
}
