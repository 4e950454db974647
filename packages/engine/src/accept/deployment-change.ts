import type { DeploymentRecord, Template } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { dropTemplate } from '../plan/reaper.ts';
import { type Acceptance, acceptedFor, alreadySoFor } from './answer.ts';
import { isRevised, keepTemplate, makeRevision } from './revision.ts';

/** Nobody holds its rollouts up any more. */
export const notPaused = { paused: false, pauseReason: '', pausedBy: null } as const;

/** A change of what is wanted: the generation rises, and a deployment that was held is tried again. */
export function changeDeployment(
  draft: Draft,
  deployment: DeploymentRecord,
  patch: Partial<DeploymentRecord>,
): DeploymentRecord {
  return draft.put('deployments', {
    ...deployment,
    ...patch,
    generation: deployment.generation + 1,
    updatedAtMs: draft.nowMs,
    quarantine: null,
  });
}

interface TemplateChange {
  cause: string;
  /** What is said when the template stays the same. */
  unchanged: string;
  restoredFrom?: number;
}

/** Makes another template the wanted one. The same template again is no change and no revision (rule RV2). */
export function changeTemplate(
  draft: Draft,
  deployment: DeploymentRecord,
  template: Template,
  { cause, unchanged, restoredFrom }: TemplateChange,
): Acceptance {
  const templateHash = keepTemplate(draft, template);
  if (templateHash === deployment.templateHash) return alreadySoFor(deployment, unchanged);
  const changed = changeDeployment(draft, deployment, { templateHash });
  // One that was only wanted while the deployment was paused has no revision that keeps it.
  dropTemplate(draft, deployment.templateHash);
  return revise(draft, changed, { cause, restoredFrom: restoredFrom ?? null });
}

/** A new revision when the wanted template is another one. While paused, changes gather until it is resumed. */
export function revise(
  draft: Draft,
  deployment: DeploymentRecord,
  cause: { cause: string; restoredFrom: number | null },
): Acceptance {
  const { name } = deployment;
  if (!isRevised(draft, deployment)) return acceptedFor(deployment, `Deployment ${name} is updated.`);
  if (deployment.paused) {
    return acceptedFor(
      deployment,
      `Deployment ${name} is updated; it is paused, so this starts when it is resumed.`,
    );
  }
  const revised = makeRevision(draft, deployment, cause);
  return acceptedFor(revised, `Deployment ${name} goes to revision ${revised.revision}.`);
}
