import { z } from 'zod';
import { budgetId } from './id.ts';
import { labelExpression } from './label-expression.ts';

/** A number of tasks, or a share of all that are wanted, rounded up. */
export const budgetBound = z.union([
  z.int().min(0),
  z.string().regex(/^(100|[1-9]?\d)%$/, 'must be a number of tasks, or a percentage from 0% to 100%'),
]);
export type BudgetBound = z.infer<typeof budgetBound>;

/** How many of the tasks that the selector matches may be missing by somebody's wish, as for a drain. */
export const budgetSpec = z.strictObject({
  /** Labels that a task must have. Empty: every task of the namespace. */
  selector: z.record(z.string(), z.string()),
  /** What its labels have to be besides. Left out: nothing. */
  expressions: z.array(labelExpression).optional(),
  /** Exactly one of the two is given. */
  minAvailable: budgetBound.nullable(),
  maxUnavailable: budgetBound.nullable(),
  /** Whether a task that is not ready may go although too few are. */
  unready: z.enum(['ifHealthy', 'always']),
});
export type BudgetSpec = z.infer<typeof budgetSpec>;

/** A promise to keep so many tasks ready through evictions and drains. What fails by itself it cannot keep. */
export const budgetRecord = z.strictObject({
  id: budgetId,
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  ...budgetSpec.shape,
  generation: z.int(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type BudgetRecord = z.infer<typeof budgetRecord>;
