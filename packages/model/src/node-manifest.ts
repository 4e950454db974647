import type { z } from 'zod';
import { findUnsafeInput, isPlainObject } from './input-safety.ts';
import { annotations, fields, labels } from './manifest-field.ts';
import { describeIssues } from './manifest-issue.ts';
import { taintsManifest } from './placement-manifest.ts';
import type { Taint } from './records.ts';
import { type Rejection, refusal } from './rejection.ts';
import { err, ok, type Result } from './result.ts';

/** What an operator may set on a node. null: left as it is. */
export interface NodeSettings {
  labels: Record<string, string> | null;
  annotations: Record<string, string> | null;
  taints: Taint[] | null;
}

const settings = fields({
  labels: labels.nullable().default(null),
  annotations: annotations.nullable().default(null),
  taints: taintsManifest.nullable().default(null),
}) satisfies z.ZodType<NodeSettings>;

/** Parses labels, annotations and taints for `node.update`; every fault at once, code `invalid`. */
export function parseNodeSettings(input: unknown): Result<NodeSettings, Rejection> {
  if (!isPlainObject(input))
    return err(refusal([{ field: '', message: 'The node’s settings must be an object' }]));
  const unsafe = findUnsafeInput(input);
  if (unsafe.length) return err(refusal(unsafe));
  const parsed = settings.safeParse(input);
  return parsed.success ? ok(parsed.data) : err(refusal(describeIssues(parsed.error.issues, input)));
}
