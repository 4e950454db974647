import { z } from 'zod';
import { limits } from './limits.ts';
import { always, argument, fields, text, unique } from './manifest-field.ts';
import { checkConfigKey, checkEnvName, checkInnerName, checkName } from './name.ts';
import { checkOneHandler } from './probe-manifest.ts';
import { checkDivisor, resourceField } from './resource-field.ts';
import type { Container, EnvSource, EnvValue } from './template.ts';

/** Environment variables as Kubernetes writes them: a literal value, or where it comes from. */

/** What `fieldRef` can show a program about its own task. */
export const taskFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.podIP',
  'status.podIPs',
  'status.hostIP',
  'status.hostIPs',
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

const resourceFieldRef = always(
  fields({
    containerName: text(checkInnerName).optional(),
    resource: resourceField,
    divisor: z.union([z.string(), z.number()]).default('1').transform(filledDivisor),
  }),
  (value, report) => {
    const { resource, divisor } = (value ?? {}) as Record<string, unknown>;
    if (typeof resource !== 'string' || typeof divisor !== 'string') return;
    const wrong = checkDivisor(resource, divisor);
    if (wrong) report(['divisor'], wrong);
  },
);

/** Kubernetes itself shows a unit that was not written as `0`. */
function filledDivisor(written: string | number): string {
  return written === '' || Number(written) === 0 ? '1' : String(written);
}

const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'];
const valueFrom = always(
  fields({
    fieldRef: fields({ fieldPath: text(checkFieldPath), apiVersion: z.literal('v1').optional() }).optional(),
    resourceFieldRef: resourceFieldRef.optional(),
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
  if (from?.resourceFieldRef) {
    const { containerName, ...ref } = from.resourceFieldRef;
    return { type: 'resource', container: containerName ?? null, ...ref };
  }
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

/** As both a person and Kubernetes write it. */
export function formatResourceRef({
  container,
  resource,
  divisor,
}: Extract<EnvValue, { type: 'resource' }>): Record<string, unknown> {
  return { ...(container === null ? {} : { containerName: container }), resource, divisor };
}

export function formatEnv(env: Container['env']): Record<string, unknown>[] {
  return env.map(({ name, value }) => {
    if (value.type === 'literal') return { name, value: value.value };
    if (value.type === 'field') return { name, valueFrom: { fieldRef: { fieldPath: value.path } } };
    if (value.type === 'resource') return { name, valueFrom: { resourceFieldRef: formatResourceRef(value) } };
    const ref = { name: value.name, key: value.key, ...(value.optional ? { optional: true } : {}) };
    return { name, valueFrom: value.type === 'config' ? { configMapKeyRef: ref } : { secretKeyRef: ref } };
  });
}
