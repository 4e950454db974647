import { z } from 'zod';
import { limits } from './limits.ts';
import { checkLabelKey, checkLabelValue } from './name.ts';
import { parseCpu, parseDisk, parseMemory } from './quantity.ts';
import type { Result } from './result.ts';

/** The building blocks of manifest schemas: what a person writes, field by field. */

/** What is wrong, as the end of a sentence that starts with the field's name; null when nothing is. */
export type Check = (text: string) => string | null;

/** A strict object. Its unknown-key issues carry the known names, from which the nearest one is told. */
export function fields<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape).join(' ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? known : undefined),
  });
}

export function text(check?: Check) {
  return z.string().superRefine((value, context) => {
    const wrong = check?.(value);
    if (wrong) context.addIssue(wrong);
  });
}

/** One argument of a command, or a variable's value: any text the kernel takes. */
export const argument = z.string().max(limits.argumentBytes);
export const commandLine = z.array(argument).max(limits.argumentsPerCommand);

export function whole({ min, max }: { min: number; max: number }) {
  return z.int().min(min).max(max);
}

export function seconds({ min = 0, max }: { min?: number; max: number }) {
  return z.number().min(min).max(max);
}

function quantity(parse: (input: unknown) => Result<number, string>) {
  return z.union([z.string(), z.number()]).transform((input, context) => {
    const parsed = parse(input);
    if (parsed.ok) return parsed.value;
    context.addIssue(parsed.error);
    return z.NEVER;
  });
}

export const cpu = quantity(parseCpu);
export const memory = quantity(parseMemory);
export const disk = quantity(parseDisk);

/** Runs even when fields inside were refused, so that all faults are told at once; `rule` must expect anything. */
export function always<T extends z.ZodType>(schema: T, rule: (value: unknown, report: Report) => void): T {
  return schema.superRefine(
    (value, context) => rule(value, (path, message) => context.addIssue({ code: 'custom', path, message })),
    { when: () => true },
  );
}
export type Report = (path: PropertyKey[], message: string) => void;

/** Refuses list items that share a key. `keyOf` gets whatever was written; null: it has no key to compare. */
export function unique<T extends z.ZodType>(
  list: T,
  {
    field,
    what,
    keyOf,
  }: { field: string; what: string; keyOf?: (item: Record<string, unknown>) => string | null },
): T {
  return always(list, (items, report) => {
    if (!Array.isArray(items)) return;
    const seen = new Map<string, number>();
    items.forEach((item, index) => {
      const key = keyOf ? keyOf(item ?? {}) : textOf(item, field);
      if (key === null) return;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, index);
      else report([index, field], `the ${what} \`${key}\` is used twice; the first is at [${first}]`);
    });
  });
}

/** The text of one field of whatever was written, or null. */
export function textOf(value: unknown, field: string): string | null {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, field) : null;
  return typeof found === 'string' && found !== '' ? found : null;
}

function record(checkValue: Check, { max }: { max: number }) {
  return always(z.record(z.string(), z.string()), (value, report) => {
    if (typeof value !== 'object' || value === null) return;
    const entries = Object.entries(value);
    if (entries.length > max) report([], `has ${entries.length} entries; the limit is ${max}`);
    for (const [key, item] of entries.slice(0, max)) {
      const wrong = checkLabelKey(key) ?? (typeof item === 'string' ? checkValue(item) : null);
      if (wrong) report([key], wrong);
    }
  });
}

export const labels = record(checkLabelValue, { max: limits.labelsPerObject });

export const annotations = always(
  record(() => null, { max: limits.labelsPerObject }),
  (value, report) => {
    const size = JSON.stringify(value ?? {}).length;
    if (size > limits.annotationsBytes)
      report([], `take ${size} bytes; the limit is ${limits.annotationsBytes}`);
  },
);
