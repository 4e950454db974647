import { z } from 'zod';
import { type ConfigValue, type SecretType, secretTypes } from './configuration.ts';
import { withoutEmpty } from './container-manifest.ts';
import { deploymentDefaults } from './deployment-manifest.ts';
import { findUnsafeInput, isPlainObject } from './input-safety.ts';
import { limits } from './limits.ts';
import { always, annotations, fields, labels, type Report, text } from './manifest-field.ts';
import { describeIssues } from './manifest-issue.ts';
import { checkConfigKey, checkName } from './name.ts';
import { type Rejection, refusal } from './rejection.ts';
import { err, ok, type Result } from './result.ts';

/** Configs and secrets as a person writes them: `data` in plain text, `binaryData` as base64. */

export interface ConfigParts {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  immutable: boolean;
  data: Record<string, ConfigValue>;
}

/** With the values themselves: only on their way to be sealed. */
export interface SecretParts extends Omit<ConfigParts, 'data'> {
  secretType: SecretType;
  /** null: the key keeps the value that it has. */
  data: Record<string, ConfigValue | null>;
}

const base64 = text((value) =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)
    ? null
    : 'must be base64 (RFC 4648, with padding)',
);

function entries<V extends z.ZodType>(value: V) {
  return always(z.record(z.string(), value), (written, report) => {
    if (!isPlainObject(written)) return;
    for (const key of Object.keys(written)) {
      const wrong = checkConfigKey(key);
      if (wrong) report([key], wrong);
    }
  });
}

function checkSize(value: unknown, report: Report): void {
  if (!isPlainObject(value)) return;
  const data = isPlainObject(value.data) ? value.data : {};
  const binary = isPlainObject(value.binaryData) ? value.binaryData : {};
  const keys = [...Object.keys(data), ...Object.keys(binary)];
  for (const key of Object.keys(binary)) {
    if (Object.hasOwn(data, key)) report(['binaryData', key], 'is in `data` as well; keep one');
  }
  if (keys.length > limits.configKeys)
    report([], `has ${keys.length} keys; the limit is ${limits.configKeys}`);
  const bytes = [...Object.values(data), ...Object.values(binary)].reduce<number>(
    (sum, item) => sum + (typeof item === 'string' ? byteLength(item) : 0),
    keys.reduce((sum, key) => sum + key.length, 0),
  );
  if (bytes > limits.configBytes) report([], `takes ${bytes} bytes; the limit is ${limits.configBytes}`);
}

/** Of the text as UTF-8, counted by code points: this package has no encoder. */
function byteLength(written: string): number {
  let bytes = 0;
  for (const character of written) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

const described = {
  namespace: text(checkName).default(deploymentDefaults.namespace),
  name: text(checkName),
  labels: labels.default({}),
  annotations: annotations.default({}),
  immutable: z.boolean().default(false),
};

const configManifest = always(
  fields({
    ...described,
    data: entries(z.string()).default({}),
    binaryData: entries(base64).default({}),
  }),
  checkSize,
);

const secretManifest = always(
  fields({
    ...described,
    type: z.enum(secretTypes).default('Opaque'),
    data: entries(z.string().nullable()).default({}),
    binaryData: entries(base64).default({}),
  }),
  checkSize,
);

const plain = (value: string): ConfigValue => ({ encoding: 'text', value });
const bytes = (value: string): ConfigValue => ({ encoding: 'base64', value });
const mapped = <A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** Reads and checks a config. A refusal tells every fault at once, each with its field. */
export function parseConfig(input: unknown): Result<ConfigParts, Rejection> {
  const parsed = parse(configManifest, input, 'config');
  if (!parsed.ok) return parsed;
  const { data, binaryData, ...rest } = parsed.value;
  return ok({ ...rest, data: { ...mapped(data, plain), ...mapped(binaryData, bytes) } });
}

/** The same for a secret. No refusal repeats a value. */
export function parseSecret(input: unknown): Result<SecretParts, Rejection> {
  const parsed = parse(secretManifest, input, 'secret');
  if (!parsed.ok) return parsed;
  const { data, binaryData, type, ...rest } = parsed.value;
  const values = mapped(data, (value) => (value === null ? null : plain(value)));
  return ok({ ...rest, secretType: type, data: { ...values, ...mapped(binaryData, bytes) } });
}

function parse<S extends z.ZodType>(schema: S, input: unknown, what: string): Result<z.output<S>, Rejection> {
  if (!isPlainObject(input)) return err(refusal([{ field: '', message: `The ${what} must be an object` }]));
  const unsafe = findUnsafeInput(input);
  if (unsafe.length) return err(refusal(unsafe));
  const parsed = schema.safeParse(input);
  return parsed.success ? ok(parsed.data) : err(refusal(describeIssues(parsed.error.issues, input)));
}

/** Back to the manifest a person would write; `parseConfig` makes the same parts of it. */
export function formatConfig(config: ConfigParts): Record<string, unknown> {
  const entries = Object.entries(config.data);
  const valuesIn = (encoding: ConfigValue['encoding']) =>
    entries.flatMap(([key, value]) => (value.encoding === encoding ? [[key, value.value] as const] : []));
  const { namespace, name, labels, annotations } = config;
  return {
    ...withoutEmpty({
      name,
      namespace: namespace === deploymentDefaults.namespace ? undefined : namespace,
      labels,
      annotations,
      immutable: config.immutable || undefined,
    }),
    ...withoutEmpty({
      data: Object.fromEntries(valuesIn('text')),
      binaryData: Object.fromEntries(valuesIn('base64')),
    }),
  };
}
