import { commandId, describeIssues, fields, longestUndoSeconds, refusal } from '@gantry/model';
import { z } from 'zod';
import { Refusal } from './refusal.ts';

/** The input of a procedure: these fields and no others. */
export function takes<S extends z.ZodRawShape>(shape: S) {
  return accept(fields(shape));
}

/** The input of a procedure that can also be asked without any. */
export function mayTake<S extends z.ZodRawShape>(shape: S) {
  return accept(
    fields(shape)
      .optional()
      .transform((given) => given ?? fields(shape).parse({})),
  );
}

/** What a resolver gets of an input with these fields. */
export type Asked<S extends z.ZodRawShape> = z.output<z.ZodObject<S>>;

/** A schema as tRPC takes it, whose refusals name each field and say what it should be. */
export function accept<S extends z.ZodType>(schema: S): Accept<S> {
  const parse = (raw: unknown): z.output<S> => {
    // An empty body comes as null.
    const parsed = schema.safeParse(raw ?? undefined);
    if (parsed.success) return parsed.data;
    // A field that is missing is often there under a wrong name, so that is told first.
    const found = parsed.error.issues.toSorted((a, b) => rankOf(a) - rankOf(b));
    const issues = describeIssues(found, raw ?? undefined);
    const [first] = issues;
    if (first?.field !== '') throw new Refusal(refusal(issues));
    throw new Refusal(refusal([{ field: '', message: `The body ${first.message}: send one JSON object` }]));
  };
  return { parse } as Accept<S>;
}

const rankOf = (issue: z.core.$ZodIssue) => (issue.code === 'unrecognized_keys' ? 0 : 1);

/** `_input` and `_output` are types only: tRPC infers from them what a client sends and what a resolver gets. */
interface Accept<S extends z.ZodType> {
  _input: z.input<S>;
  _output: z.output<S>;
  parse(raw: unknown): z.output<S>;
}

/** Inputs that many procedures share. A name that exists nowhere is `not_found`, so only the length is bounded here. */
export const namespaceField = z.string().min(1).max(253).default('default');
export const nameField = z.string().min(1).max(253);

/** A deployment by its name. */
export const named = { namespace: namespaceField, name: nameField };

/** What every mutation takes: sent again with the same `commandId`, it gets the first answer and does nothing more. */
export const retried = { commandId: commandId.optional() };

/** A mutation that waits for so long before it is done, and can be withdrawn until then. Left out or 0: done at once. */
export const undoable = {
  ...retried,
  undoSeconds: z.number().min(0).max(longestUndoSeconds).nullish(),
  /** The name of what is taken away, where its namespace is guarded; of several things the namespace's. */
  typed: z.string().max(253).nullish(),
};

/** The hash of the plan that was looked at: refused as `plan_changed` when the plan would now differ. */
export const planned = { planHash: z.string().min(1).max(128).nullish() };

/** Why, in the person's own words. Shown in the history. */
export const causeField = z.string().max(1_024).nullish();

export const nodeField = z.string().min(1).max(253).describe('name or id of a node');
export const taskField = z.string().min(1).max(253).describe('name or id of a task');

export const pageFields = {
  limit: z.int().min(1).max(1_000).default(100),
  /** `nextCursor` of the page before. */
  cursor: z.string().min(1).max(2_048).nullish(),
};

/** `name` sorts up, `-name` down. */
export const sortBy = <const K extends string>(...keys: [K, ...K[]]) =>
  z.enum([...keys, ...keys.map((key) => `-${key}` as const)] as [K | `-${K}`, ...(K | `-${K}`)[]]);

/** Free text looked for in names, without regard to case. */
export const textField = z.string().max(253).nullish();

/** A filter line as the dashboard's lists take it: `status:failed app:checkout* -node:n-0? age<10m "free text"`. */
export const filterField = z.string().max(1_024).nullish();
