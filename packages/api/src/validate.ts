import type { DeploymentParts, FieldIssue } from '@gantry/model';
import { takes } from './input.ts';
import { manifestField, readManifest } from './manifest.ts';
import { query, router } from './procedure.ts';

/** What a manifest means, or what is wrong with it. */
export interface ManifestVerdict {
  valid: boolean;
  issues: FieldIssue[];
  /** With every default filled in; null when it is not valid. */
  manifest: DeploymentParts | null;
}

export const validate = router({
  deployment: query
    .input(takes({ manifest: manifestField }))
    .query(({ input: { manifest } }): ManifestVerdict => {
      const read = readManifest(manifest);
      if (read.ok) return { valid: true, issues: [], manifest: read.value };
      const { issues, message } = read.error;
      return { valid: false, issues: issues.length ? issues : [{ field: '', message }], manifest: null };
    }),
});
