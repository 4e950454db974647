import type { DeploymentParts, FieldIssue, JobParts, Rejection, Result } from '@gantry/model';
import { takes } from './input.ts';
import { manifestField, readJobManifest, readManifest } from './manifest.ts';
import { query, router } from './procedure.ts';

/** What a manifest means, or what is wrong with it. */
export interface ManifestVerdict {
  valid: boolean;
  issues: FieldIssue[];
  /** With every default filled in; null when it is not valid. */
  manifest: DeploymentParts | null;
}

export interface JobVerdict extends Omit<ManifestVerdict, 'manifest'> {
  manifest: JobParts | null;
}

export const validate = router({
  deployment: query
    .input(takes({ manifest: manifestField }))
    .query(({ input: { manifest } }): ManifestVerdict => verdictOf(readManifest(manifest))),
  job: query
    .input(takes({ manifest: manifestField }))
    .query(({ input: { manifest } }): JobVerdict => verdictOf(readJobManifest(manifest))),
});

function verdictOf<T>(read: Result<T, Rejection>) {
  if (read.ok) return { valid: true, issues: [], manifest: read.value };
  const { issues, message } = read.error;
  return { valid: false, issues: issues.length ? issues : [{ field: '', message }], manifest: null };
}
