import type { DeploymentParts, FieldIssue, JobParts, Rejection, Result } from '@gantry/model';
import { takes } from './input.ts';
import { whyNotKept } from './kept-text.ts';
import { manifestField, readJobManifest, readManifest } from './manifest.ts';
import { query, router } from './procedure.ts';

/** What a manifest means, or what is wrong with it. */
export interface ManifestVerdict {
  valid: boolean;
  issues: FieldIssue[];
  /** What is as it may be, and yet to know before it is saved; a sentence each. */
  warnings: string[];
  /** With every default filled in; null when it is not valid. */
  manifest: DeploymentParts | null;
}

export interface JobVerdict extends Omit<ManifestVerdict, 'manifest'> {
  manifest: JobParts | null;
}

export const validate = router({
  deployment: query
    .input(takes({ manifest: manifestField }))
    .query(({ input: { manifest } }): ManifestVerdict => verdictOf(readManifest(manifest), manifest)),
  job: query
    .input(takes({ manifest: manifestField }))
    .query(({ input: { manifest } }): JobVerdict => verdictOf(readJobManifest(manifest), manifest)),
});

function verdictOf<T>(read: Result<T, Rejection>, written: string | Record<string, unknown>) {
  const notKept = whyNotKept(written);
  const warnings = notKept === null ? [] : [notKept];
  if (read.ok) return { valid: true, issues: [], warnings, manifest: read.value };
  const { issues, message } = read.error;
  return {
    valid: false,
    issues: issues.length ? issues : [{ field: '', message }],
    warnings,
    manifest: null,
  };
}
