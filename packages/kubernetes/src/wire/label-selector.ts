import { holdOfLabels, type LabelExpression } from '@gantry/model';
import { isJsonObject } from './object.ts';
import type { StatusCause } from './status.ts';

/** A LabelSelector of an object, read: all of its labels and expressions have to hold. */
export interface LabelSelector {
  labels: Record<string, string>;
  expressions: LabelExpression[];
}

/** What is missing is empty. Meant for what `selectorCauses` found nothing wrong with. */
export function readLabelSelector(selector: unknown): LabelSelector {
  const { matchLabels, matchExpressions } = isJsonObject(selector) ? selector : {};
  return {
    labels: (matchLabels ?? {}) as Record<string, string>,
    expressions: expressionsOf(matchExpressions).map(({ key, operator, values }) => ({
      key,
      operator,
      values: values ?? [],
    })),
  };
}

type Written = Omit<LabelExpression, 'values'> & { values?: string[] | null };

const expressionsOf = (written: unknown): Written[] => (Array.isArray(written) ? written : []) as Written[];

/** Back to how the API has it; what is empty is left out. */
export function formatLabelSelector({ labels, expressions }: LabelSelector) {
  return {
    ...(Object.keys(labels).length === 0 ? {} : { matchLabels: labels }),
    ...(expressions.length === 0
      ? {}
      : {
          matchExpressions: expressions.map(({ key, operator, values }) => ({
            ...{ key, operator },
            ...(values.length === 0 ? {} : { values }),
          })),
        }),
  };
}

export function matchesSelector(
  { labels: wanted, expressions }: LabelSelector,
  labels: Record<string, unknown>,
): boolean {
  const labelOf = (key: string) => (Object.hasOwn(labels, key) ? String(labels[key]) : undefined);
  return (
    Object.entries(wanted).every(([key, value]) => labelOf(key) === value) &&
    holdOfLabels(expressions, labelOf)
  );
}

/** What is wrong with the expressions of the selector at `path`, as Kubernetes says it. */
export function selectorCauses(selector: unknown, path: string): StatusCause[] {
  const { matchExpressions } = isJsonObject(selector) ? selector : {};
  return expressionsOf(matchExpressions).flatMap((expression, index) =>
    expressionCauses(expression, `${path}.matchExpressions[${index}]`),
  );
}

function expressionCauses({ key, operator, values }: Written, path: string): StatusCause[] {
  const cause = (reason: StatusCause['reason'], field: string, message: string): StatusCause[] => [
    { reason, field: `${path}.${field}`, message },
  ];
  if (typeof key !== 'string' || key === '') return cause('FieldValueRequired', 'key', 'Required value');
  const count = values?.length ?? 0;
  if (operator === 'In' || operator === 'NotIn') {
    const message = "Required value: must be specified when `operator` is 'In' or 'NotIn'";
    return count > 0 ? [] : cause('FieldValueRequired', 'values', message);
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    const message = "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    return count === 0 ? [] : cause('FieldValueForbidden', 'values', message);
  }
  const shown = JSON.stringify(operator ?? '');
  return cause('FieldValueInvalid', 'operator', `Invalid value: ${shown}: not a valid selector operator`);
}
