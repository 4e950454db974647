import type { AutoscalerRecord, DeploymentRecord, UsageSample } from '@gantry/model';
import { advise, settle } from '../autoscale/recommend.ts';
import type { Draft } from '../draft.ts';
import { needsOf } from '../state/template-needs.ts';
import { aboutAutoscaler, record } from '../timeline.ts';
import { scaleDeployment } from './deployment-scale.ts';

/** Each autoscaler that was measured says what size is right, and its deployment gets it (rules AS). */
export function acceptUsage(draft: Draft, samples: readonly UsageSample[]): void {
  for (const sample of samples) {
    const autoscaler = draft.state.get('autoscalers', sample.autoscalerId);
    if (autoscaler !== undefined) follow(draft, autoscaler, sample);
  }
}

type Verdict =
  | { deployment: DeploymentRecord; advised: number; observed: AutoscalerRecord['observed'] }
  | { reason: string; message: string; deployment?: DeploymentRecord };

function follow(draft: Draft, autoscaler: AutoscalerRecord, sample: UsageSample): void {
  const verdict = verdictOf(draft, autoscaler, sample);
  if ('advised' in verdict) move(draft, { ...autoscaler, observed: verdict.observed }, verdict);
  else wait(draft, intoBounds(draft, autoscaler, verdict.deployment), verdict);
}

function verdictOf(draft: Draft, autoscaler: AutoscalerRecord, sample: UsageSample): Verdict {
  const { namespace, deployment: name } = autoscaler;
  const deployment = draft.state.deployment(namespace, name);
  if (deployment === undefined || deployment.deletingAtMs !== null)
    return { reason: 'FailedGetScale', message: `There is no deployment ${name} in namespace ${namespace}.` };
  const { replicas } = deployment.spec;
  if (replicas === 0) {
    const message = 'Its deployment has no replicas; scale it up to have it followed again.';
    return { reason: 'ScalingDisabled', message };
  }
  const { template } = draft.state.get('templates', deployment.templateHash)!;
  const requests = needsOf(template).resources;
  const advices = autoscaler.metrics.map((metric) => advise(metric, { replicas, requests, sample }));
  const sizes = advices.flatMap((advice) => advice.replicas ?? []);
  const refusal = advices.find((advice) => advice.replicas === null);
  const advised = Math.max(...sizes);
  // A metric that says nothing may not be outvoted by one that would shrink.
  if (sizes.length === 0 || (refusal !== undefined && advised <= replicas))
    return {
      reason: 'FailedGetResourceMetric',
      message: `It cannot be measured: ${refusal?.why}.`,
      deployment,
    };
  return { deployment, advised, observed: advices.flatMap((advice) => advice.observed ?? []) };
}

function move(
  draft: Draft,
  autoscaler: AutoscalerRecord,
  { deployment, advised }: { deployment: DeploymentRecord; advised: number },
): void {
  const { namespace, name } = deployment;
  const { replicas } = deployment.spec;
  const settled = settle(autoscaler, { advised, replicas, nowMs: draft.nowMs });
  const moves = settled.replicas !== replicas;
  if (moves)
    scaleDeployment(draft, {
      type: 'deployment.scale',
      ...{ namespace, name, planHash: null, replicas: settled.replicas },
    });
  draft.put('autoscalers', {
    ...autoscaler,
    recommended: settled.recommended,
    desiredReplicas: settled.replicas,
    lastScaledAtMs: moves ? draft.nowMs : autoscaler.lastScaledAtMs,
    isActive: true,
    ...{ reason: 'ValidMetricFound', message: 'It follows what its tasks use.' },
  });
}

/** The bounds hold whatever is measured. Without a deployment there is nothing to hold. */
function intoBounds(
  draft: Draft,
  autoscaler: AutoscalerRecord,
  deployment: DeploymentRecord | undefined,
): AutoscalerRecord {
  if (deployment === undefined) return autoscaler;
  const { namespace, name, spec } = deployment;
  const replicas = Math.min(autoscaler.maxReplicas, Math.max(autoscaler.minReplicas, spec.replicas));
  if (replicas === spec.replicas) return autoscaler;
  scaleDeployment(draft, { type: 'deployment.scale', namespace, name, planHash: null, replicas });
  return draft.put('autoscalers', {
    ...autoscaler,
    desiredReplicas: replicas,
    lastScaledAtMs: draft.nowMs,
  });
}

/** Told once: as long as it stays so, nothing is written. */
function wait(
  draft: Draft,
  autoscaler: AutoscalerRecord,
  { reason, message }: { reason: string; message: string },
): void {
  if (!autoscaler.isActive && autoscaler.reason === reason && autoscaler.message === message) return;
  draft.put('autoscalers', { ...autoscaler, isActive: false, reason, message });
  record(draft, aboutAutoscaler(autoscaler), 'AutoscalerWaits', message);
}
