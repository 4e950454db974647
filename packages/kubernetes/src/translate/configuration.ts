import {
  type ConfigParts,
  parseConfig,
  parseSecret,
  type SecretParts,
  type SecretRecord,
  type SecretType,
} from '@gantry/model';
import { secretTypeNames, withheldAnnotation } from '../projection/secret.ts';
import { lastAppliedAnnotation, storedMetadata } from '../projection/stored-metadata.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { invalid, type StatusCause } from '../wire/status.ts';
import { invalidCauses } from './invalid-causes.ts';

/** A ConfigMap of the API in the model's words. Throws a 422 that names every wrong field. */
export function toConfig(object: JsonObject): ConfigParts {
  const { namespace, name } = object.metadata as { namespace: string; name: string };
  const { data, binaryData, immutable } = object;
  const manifest = {
    ...{ namespace, name, ...storedMetadata(object) },
    ...(data ? { data } : {}),
    ...(binaryData ? { binaryData } : {}),
    immutable: immutable === true,
  };
  const parsed = parseConfig(manifest);
  if (parsed.ok) return parsed.value;
  const causes = invalidCauses(object, parsed.error.issues, kubernetesPath);
  throw invalid({ group: '', kind: 'ConfigMap', name }, causes);
}

/**
 * A Secret of the API. An empty value keeps what is stored, since that is how values are shown. Throws a 422 that names
 * every wrong key and repeats no value.
 */
export function toSecret(object: JsonObject, previous: SecretRecord | undefined): SecretParts {
  const { namespace, name } = object.metadata as { namespace: string; name: string };
  const type = typeOf(object.type);
  const kept = type === null ? { type: object.type } : {};
  const { labels, annotations } = storedMetadata(object, kept);
  const parsed = parseSecret({
    ...{ namespace, name, labels, annotations: withoutValues(annotations) },
    type: type ?? 'Opaque',
    ...valuesOf(object, previous),
    immutable: object.immutable === true,
  });
  if (parsed.ok) return parsed.value;
  const causes = parsed.error.issues.map(
    ({ field, message }): StatusCause => ({
      reason: 'FieldValueInvalid',
      field: kubernetesPath(field),
      message: `Invalid value: ${message}`,
    }),
  );
  throw invalid({ group: '', kind: 'Secret', name }, causes);
}

function valuesOf(
  { data, stringData }: JsonObject,
  previous: SecretRecord | undefined,
): { data: JsonObject; binaryData: JsonObject } {
  const plain = isJsonObject(stringData) ? stringData : {};
  const encoded = Object.entries(isJsonObject(data) ? data : {}).filter(
    ([key]) => !Object.hasOwn(plain, key),
  );
  const isKept = ([key, value]: [string, unknown]) =>
    (value === '' || value === null) && previous !== undefined && Object.hasOwn(previous.data, key);
  return {
    data: { ...Object.fromEntries(encoded.filter(isKept).map(([key]) => [key, null])), ...plain },
    binaryData: Object.fromEntries(
      encoded.filter((entry) => !isKept(entry)).map(([key, value]) => [key, value ?? '']),
    ),
  };
}

/** null: one that Kubernetes's users make up themselves. */
function typeOf(type: unknown): SecretType | null {
  if (type === undefined || type === null || type === '') return 'Opaque';
  const known = Object.entries(secretTypeNames).find(([, name]) => name === type);
  return known ? (known[0] as SecretType) : null;
}

/** `kubectl apply` writes all it was given into an annotation, values too: they must not be stored beside the sealed ones. */
function withoutValues(annotations: Record<string, string>): Record<string, string> {
  const { [withheldAnnotation]: _, [lastAppliedAnnotation]: applied, ...others } = annotations;
  if (applied === undefined) return others;
  const emptied = emptiedValues(applied);
  return emptied === null ? others : { ...others, [lastAppliedAnnotation]: emptied };
}

function emptiedValues(applied: string): string | null {
  let manifest: unknown;
  try {
    manifest = JSON.parse(applied);
  } catch {
    return null;
  }
  if (!isJsonObject(manifest)) return null;
  const empty = (values: unknown) =>
    Object.fromEntries(Object.keys(isJsonObject(values) ? values : {}).map((key) => [key, '']));
  const { data, stringData, ...rest } = manifest;
  return `${JSON.stringify({
    ...rest,
    ...(data === undefined ? {} : { data: empty(data) }),
    ...(stringData === undefined ? {} : { stringData: empty(stringData) }),
  })}\n`;
}

function kubernetesPath(field: string): string {
  return /^(name|namespace|labels|annotations)\b/.test(field) ? `metadata.${field}` : field || 'data';
}
