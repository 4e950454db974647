import { z } from 'zod';

/** What a selector wants of one label beside plain pairs, in Kubernetes's words. */
export const labelExpression = z.strictObject({
  key: z.string(),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
  /** Of `In` and `NotIn`, at least one; of the others none. */
  values: z.array(z.string()),
});
export type LabelExpression = z.infer<typeof labelExpression>;

/** Whether all of them hold. A label that is not there is in no list, so `NotIn` holds of it. */
export function holdOfLabels(
  expressions: readonly LabelExpression[],
  labelOf: (key: string) => string | undefined,
): boolean {
  return expressions.every(({ key, operator, values }) => {
    const value = labelOf(key);
    if (operator === 'Exists') return value !== undefined;
    if (operator === 'DoesNotExist') return value === undefined;
    return (value !== undefined && values.includes(value)) === (operator === 'In');
  });
}
