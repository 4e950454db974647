import type { ResourceDefinition } from '../resource/definition.ts';
import type { JsonObject } from '../wire/object.ts';
import { protobufSchema } from '../wire/protobuf-schema.ts';
import { fieldDescriptions, messageDescriptions } from './descriptions.ts';
import { shownSchema } from './shown-schema.ts';

/** Schemas for `kubectl explain`, from the same table of fields that bodies are decoded with. */

const messages: Record<string, string> = { ...protobufSchema, ...shownSchema };

const scalars: Record<string, JsonObject> = {
  s: { type: 'string' },
  b: { type: 'boolean' },
  i32: { type: 'integer', format: 'int32' },
  i64: { type: 'integer', format: 'int64' },
  bytes: { type: 'string', format: 'byte' },
  Time: { type: 'string', format: 'date-time' },
  Quantity: { type: 'string', description: 'a quantity such as 250m or 128Mi' },
  IntOrString: { 'x-kubernetes-int-or-string': true },
};

const inlined: Record<string, string> = {
  handler: 'ProbeHandler',
  volumeSource: 'VolumeSource',
  localObjectReference: 'LocalObjectReference',
  ingressRuleValue: 'IngressRuleValue',
};

const schemaName = (message: string) => `io.gantry.kubernetes.${message}`;

export function schemas(kinds: ResourceDefinition[]): JsonObject {
  const wanted = new Set<string>();
  for (const kind of kinds) collect(messageOf(kind), wanted);
  const inside = Object.fromEntries(
    [...wanted].map((message) => [schemaName(message), messageSchema(message)]),
  );
  return {
    ...inside,
    ...Object.fromEntries(kinds.map((kind) => [schemaName(kind.kind), kindSchema(kind)])),
  };
}

function collect(message: string, wanted: Set<string>): void {
  if (!Object.hasOwn(messages, message) || scalars[message] || wanted.has(message)) return;
  wanted.add(message);
  for (const { type } of fieldsOf(message)) collect(type, wanted);
}

interface Field {
  name: string;
  type: string;
  shape: '[]' | '{}' | '';
}

function fieldsOf(message: string): Field[] {
  return messages[message]!.split(' ').flatMap((text): Field[] => {
    const [, name, shape, type] = /^(?:\d+=)?(\w+)(\[\]|\{\})?:(\w+)$/.exec(text) as unknown as [
      string,
      string,
      '[]' | '{}' | undefined,
      string,
    ];
    return inlined[name] === type ? fieldsOf(type) : [{ name, type, shape: shape ?? '' }];
  });
}

function messageSchema(message: string): JsonObject {
  const description = messageDescriptions[message];
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    properties: Object.fromEntries(
      fieldsOf(message).map((field) => [field.name, fieldSchema(message, field)]),
    ),
  };
}

function fieldSchema(message: string, { name, type, shape }: Field): JsonObject {
  const description = fieldDescriptions[`${message}.${name}`];
  const item = typeSchema(type);
  const schema =
    shape === '[]'
      ? { type: 'array', items: item }
      : shape === '{}'
        ? { type: 'object', additionalProperties: item }
        : item;
  return description === undefined ? schema : { ...schema, description };
}

function typeSchema(type: string): JsonObject {
  if (scalars[type]) return scalars[type];
  return Object.hasOwn(messages, type)
    ? { allOf: [{ $ref: `#/components/schemas/${schemaName(type)}` }], default: {} }
    : { type: 'object' };
}

/** Autoscalers have a message for each version. */
const messageOf = ({ group, version, kind }: ResourceDefinition) =>
  group === 'autoscaling' ? `${version.toUpperCase()}${kind}` : kind;

function kindSchema(definition: ResourceDefinition): JsonObject {
  const { group, version, kind } = definition;
  const base = messageSchema(messageOf(definition));
  const identity = {
    apiVersion: { type: 'string', description: fieldDescriptions.apiVersion },
    kind: { type: 'string', description: fieldDescriptions.kind },
  };
  return {
    ...base,
    properties: { ...identity, ...(base.properties as JsonObject) },
    'x-kubernetes-group-version-kind': [{ group, version, kind }],
  };
}
