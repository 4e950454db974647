import type { DeploymentRecord, Template } from '@gantry/model';
import { bytes, cores, type NamespacedReaders } from '@gantry/model/filter-line';
import { requestsOf } from '@gantry/model/init-containers';
import { useMemo } from 'react';
import { useRows, useTemplates } from '../../live/hooks.ts';
import { useDeploymentVerdicts } from '../../live/verdicts.ts';
import type { FieldMeanings } from '../../shared/filter-suggestions.ts';
import { imageTag, runsSentence } from '../../shared/image-name.ts';
import type { Verdict } from '../../shared/tone.ts';
import { serverNow } from '../../shared/ui/time.tsx';
import { deploymentVerdict } from '../../shared/verdict.ts';

/** A deployment with what the list shows beside it. */
export interface DeploymentRow {
  deployment: DeploymentRecord;
  verdict: Verdict;
  runs: string;
  runtime: string;
  tag: string;
  /** Who made the current revision. */
  by: string;
  /** For all of its replicas: in cores, and in bytes. */
  reservedCpu: number;
  reservedMemory: number;
}

export function useDeploymentRows(): readonly DeploymentRow[] {
  const deployments = useRows('deployments');
  const verdicts = useDeploymentVerdicts();
  const templates = useTemplates();
  const authors = useAuthors();
  return useMemo(() => {
    return deployments.map((deployment) => ({
      ...rowOf(deployment, verdicts.get(deployment.id), templates.get(deployment.templateHash)),
      by: authors.get(`${deployment.id} ${deployment.revision}`) ?? '',
    }));
  }, [deployments, verdicts, templates, authors]);
}

/** Who made each revision, by its deployment's id and its number. */
function useAuthors(): ReadonlyMap<string, string> {
  const revisions = useRows('revisions');
  return useMemo(
    () => new Map(revisions.map(({ deploymentId, number, author }) => [`${deploymentId} ${number}`, author])),
    [revisions],
  );
}

function rowOf(
  deployment: DeploymentRecord,
  verdict: Verdict | undefined,
  template: Template | undefined,
): Omit<DeploymentRow, 'by'> {
  const [container] = template?.containers ?? [];
  const requests = template && requestsOf(template);
  const { replicas } = deployment.spec;
  return {
    deployment,
    verdict: verdict ?? deploymentVerdict(deployment, undefined),
    runs: runsSentence(template),
    runtime: template?.runtime ?? '',
    tag: container?.image ? imageTag(container.image) : '',
    reservedCpu: ((requests?.cpuMillis ?? 0) * replicas) / 1_000,
    reservedMemory: (requests?.memoryBytes ?? 0) * replicas,
  };
}

export const deploymentFields: NamespacedReaders<DeploymentRow> = {
  name: ({ deployment }) => deployment.name,
  ns: ({ deployment }) => deployment.namespace,
  status: ({ verdict }) => [verdict.tone, verdict.label],
  image: ({ runs }) => runs,
  runtime: ({ runtime }) => runtime,
  rev: ({ deployment }) => deployment.revision,
  by: ({ by }) => by,
  ready: ({ deployment }) => deployment.status.readyReplicas,
  replicas: ({ deployment }) => deployment.spec.replicas,
  cpu: cores(({ reservedCpu }) => reservedCpu),
  memory: bytes(({ reservedMemory }) => reservedMemory),
  label: ({ deployment }) => Object.entries(deployment.labels).map(([key, value]) => `${key}=${value}`),
  age: ({ deployment }) => serverNow() - deployment.createdAtMs,
};

export const deploymentMeanings: FieldMeanings = {
  cpu: 'cores reserved for all replicas: cpu>0.5',
  memory: 'bytes reserved for all: memory>1Gi',
};

export const deploymentText = ({ deployment, runs }: DeploymentRow): string =>
  `${deployment.namespace}/${deployment.name} ${runs}`;
