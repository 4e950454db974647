import { z } from 'zod';
import { limits } from './limits.ts';
import { always, fields, labels, type Report, seconds, text, unique } from './manifest-field.ts';
import { checkLabelKey, checkLabelValue } from './name.ts';
import { checkPattern } from './pattern.ts';
import { type Constraint, constraintOperators, type Toleration } from './template.ts';

/** Where replicas may run: node selectors, constraints, tolerations; and the taints that operators put on nodes. */

export const nodeSelectorManifest = labels;

const constraintFields = fields({
  field: text(checkLabelKey),
  operator: z.enum(constraintOperators),
  values: z.array(z.string().max(limits.constraintValueLength)).max(limits.constraintValues).default([]),
});

const wholeNumber = (value: string) =>
  /^[1-9]\d{0,5}$/.test(value) ? null : 'must be a whole number from 1';
const anything = () => null;

/** How many values each operator takes, and what each of them must be. */
const operands: Record<
  Constraint['operator'],
  { min: number; max: number; check: (value: string) => string | null }
> = {
  is: { min: 1, max: 1, check: anything },
  like: { min: 1, max: 1, check: checkPattern },
  unlike: { min: 1, max: 1, check: checkPattern },
  unique: { min: 0, max: 0, check: anything },
  cluster: { min: 0, max: 1, check: anything },
  groupBy: { min: 0, max: 1, check: wholeNumber },
  maxPer: { min: 1, max: 1, check: wholeNumber },
  in: { min: 1, max: limits.constraintValues, check: anything },
  notIn: { min: 1, max: limits.constraintValues, check: anything },
  exists: { min: 0, max: 0, check: anything },
  doesNotExist: { min: 0, max: 0, check: anything },
};

function checkOperands(value: unknown, report: Report): void {
  const { operator, values } = (value ?? {}) as { operator?: unknown; values?: unknown };
  const isKnown = typeof operator === 'string' && Object.hasOwn(operands, operator);
  const wanted = isKnown ? operands[operator as Constraint['operator']] : null;
  if (!wanted || !Array.isArray(values)) return;
  const { min, max, check } = wanted;
  if (values.length < min || values.length > max) {
    const count = min === max ? String(min) : `${min} to ${max}`;
    report(['values'], `must hold ${count} for \`${operator}\`, not ${values.length}`);
  }
  values.forEach((item, index) => {
    const wrong = typeof item === 'string' ? check(item) : null;
    if (wrong) report(['values', index], wrong);
  });
}

export const constraintsManifest = z
  .array(always(constraintFields, checkOperands))
  .max(limits.constraintsPerTemplate);

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

const tolerationFields = fields({
  key: text((key) => (key === '' ? null : checkLabelKey(key))).default(''),
  operator: z.enum(['Equal', 'Exists']).default('Equal'),
  value: text(checkLabelValue).default(''),
  effect: z.enum([...effects, '']).default(''),
  tolerationSeconds: seconds({ max: limits.deadlineSeconds }).optional(),
});

const toleration = always(tolerationFields, (value, report) => {
  const { key, operator, value: wanted } = (value ?? {}) as Record<string, unknown>;
  if (key === '' && operator === 'Equal')
    report(['operator'], 'must be `Exists` when there is no key: it tolerates all');
  if (operator === 'Exists' && typeof wanted === 'string' && wanted !== '') {
    report(['value'], 'must be left out when the operator is `Exists`');
  }
}).transform(
  (fieldsOf): Toleration => ({ ...fieldsOf, tolerationSeconds: fieldsOf.tolerationSeconds ?? null }),
);

export const tolerationsManifest = z.array(toleration).max(limits.tolerationsPerTemplate);

/** Taints of a node: what `node.update` is given. */
export const taintsManifest = unique(
  z
    .array(
      fields({
        key: text(checkLabelKey),
        value: text(checkLabelValue).default(''),
        effect: z.enum(effects),
      }),
    )
    .max(limits.tolerationsPerTemplate),
  { field: 'key', what: 'taint', keyOf: (item) => `${String(item.key)}:${String(item.effect)}` },
);

export function formatToleration({ tolerationSeconds, ...toleration }: Toleration): Record<string, unknown> {
  const given = Object.entries(toleration).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(given), ...(tolerationSeconds === null ? {} : { tolerationSeconds }) };
}
