import type { FieldIssue } from '@gantry/model';
import { z } from 'zod';
import { type DeploymentManifest, manifestField, readManifest } from './manifest.ts';
import { query, router } from './procedure.ts';

/** What a manifest means, or what is wrong with it. */
export interface ManifestVerdict {
  valid: boolean;
  issues: FieldIssue[];
  /** With every default filled in; null when it is not valid. */
  manifest: DeploymentManifest | null;
}

export const validate = router({
  deployment: query
    .input(z.strictObject({ manifest: manifestField }))
    .query(({ ctx, input }): ManifestVerdict => {
      const read = readManifest(input.manifest, ctx.parseDeployment);
      if (read.ok) return { valid: true, issues: [], manifest: read.value };
      const { issues, message } = read.error;
      return { valid: false, issues: issues.length ? issues : [{ field: '', message }], manifest: null };
    }),
});
