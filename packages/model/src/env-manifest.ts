import { z } from 'zod';
import { limits } from './limits.ts';
import { always, argument, fields, text, unique } from './manifest-field.ts';
import { checkConfigKey, checkEnvName, checkName } from './name.ts';
import { checkOneHandler } from './probe-manifest.ts';
import type { Container, EnvSource, EnvValue } from './template.ts';

/** Environment variables as Kubernetes writes them: a literal value, or where it comes from. */

/** What `fieldRef` can show a program about its own task. */
export const taskFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'status.podIP',
  'status.hostIP',
] as const;

const checkFieldPath = (path: string): string | null => {
  if ((taskFields as readonly string[]).includes(path)) return null;
  if (/^metadata\.(labels|annotations)\['[^']{1,317}'\]$/.test(path)) return null;
  return `must be one of ${taskFields.join(', ')}, metadata.labels['KEY'] or metadata.annotations['KEY']`;
};

const keyRef = fields({
  name: text(checkName),
  key: text(checkConfigKey),
  optional: z.boolean().default(false),
});

const sources = ['fieldRef', 'configMapKeyRef', 'secretKeyRef'];
const valueFrom = always(
  fields({
    fieldRef: fields({ fieldPath: text(checkFieldPath), apiVersion: z.literal('v1').optional() }).optional(),
    configMapKeyRef: keyRef.optional(),
    secretKeyRef: keyRef.optional(),
  }),
  (value, report) => {
    const wrong = checkOneHandler(value, sources);
    if (wrong) report([], wrong);
  },
);

const variable = always(
  fields({ name: text(checkEnvName), value: argument.optional(), valueFrom: valueFrom.optional() }),
  (value, report) => {
    const both = typeof value === 'object' && value !== null && 'value' in value && 'valueFrom' in value;
    if (both) report([], 'has both `value` and `valueFrom`; keep one');
  },
).transform(({ name, value, valueFrom }) => ({ name, value: fillValue(value, valueFrom) }));

function fillValue(value: string | undefined, from: z.infer<typeof valueFrom> | undefined): EnvValue {
  if (from?.fieldRef) return { type: 'field', path: from.fieldRef.fieldPath };
  if (from?.configMapKeyRef) return { type: 'config', ...from.configMapKeyRef };
  if (from?.secretKeyRef) return { type: 'secret', ...from.secretKeyRef };
  return { type: 'literal', value: value ?? '' };
}

export const envManifest = unique(z.array(variable).max(limits.envPerContainer), {
  field: 'name',
  what: 'variable name',
});

const allOf = fields({ name: text(checkName), optional: z.boolean().default(false) });

const refs = ['configMapRef', 'secretRef'];
const source = always(
  fields({
    prefix: text((prefix) => (prefix === '' ? null : checkEnvName(prefix))).default(''),
    configMapRef: allOf.optional(),
    secretRef: allOf.optional(),
  }),
  (value, report) => {
    const wrong = checkOneHandler(value, refs);
    if (wrong) report([], wrong);
  },
).transform(({ prefix, configMapRef, secretRef }): EnvSource => {
  const type = configMapRef ? 'config' : 'secret';
  return { type, prefix, ...(configMapRef ?? secretRef)! };
});

/** Configs and secrets of which every key is a variable. */
export const envFromManifest = z.array(source).max(limits.envPerContainer);

export function formatEnvFrom(sources: readonly EnvSource[]): Record<string, unknown>[] {
  return sources.map(({ type, name, prefix, optional }) => {
    const ref = { name, ...(optional ? { optional } : {}) };
    return {
      ...(prefix === '' ? {} : { prefix }),
      ...(type === 'config' ? { configMapRef: ref } : { secretRef: ref }),
    };
  });
}

export function formatEnv(env: Container['env']): Record<string, unknown>[] {
  return env.map(({ name, value }) => {
    if (value.type === 'literal') return { name, value: value.value };
    if (value.type === 'field') return { name, valueFrom: { fieldRef: { fieldPath: value.path } } };
    const ref = { name: value.name, key: value.key, ...(value.optional ? { optional: true } : {}) };
    return { name, valueFrom: value.type === 'config' ? { configMapKeyRef: ref } : { secretKeyRef: ref } };
  });
}
