import type { DeploymentRecord } from '@gantry/model';
import type { FieldChange } from '../../shared/template-change.ts';

/** What a deployment is besides its template, by the first words of a plan's paths: a change of it makes no revision. */
const besides: Record<keyof DeploymentRecord['spec'], true> = {
  replicas: true,
  selector: true,
  strategy: true,
  minReadySeconds: true,
  progressDeadlineSeconds: true,
  revisionHistoryLimit: true,
  backoff: true,
  healthGates: true,
  killSelection: true,
  unreachable: true,
  role: true,
};

/** Whether the differences of a plan make a revision, which is rolled out; else they are done with once they are saved. */
export function rollsOut(diff: readonly FieldChange[]): boolean {
  return diff.some(({ path }) => !Object.hasOwn(besides, path.split(/[.[]/, 1)[0] ?? ''));
}
