import type { DeploymentRecord, Template } from '@gantry/model';
import type { FieldReaders } from '@gantry/model/filter-line';
import { useMemo } from 'react';
import { useRows } from '../../live/hooks.ts';
import { useDeploymentVerdicts } from '../../live/verdicts.ts';
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
}

export function useDeploymentRows(): readonly DeploymentRow[] {
  const deployments = useRows('deployments');
  const verdicts = useDeploymentVerdicts();
  const templates = useRows('templates');
  const authors = useAuthors();
  return useMemo(() => {
    const byHash = new Map(templates.map(({ hash, template }) => [hash, template]));
    return deployments.map((deployment) => ({
      ...rowOf(deployment, verdicts.get(deployment.id), byHash.get(deployment.templateHash)),
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
  return {
    deployment,
    verdict: verdict ?? deploymentVerdict(deployment, undefined),
    runs: runsSentence(template),
    runtime: template?.runtime ?? '',
    tag: container?.image ? imageTag(container.image) : '',
  };
}

export const deploymentFields: FieldReaders<DeploymentRow> = {
  name: ({ deployment }) => deployment.name,
  ns: ({ deployment }) => deployment.namespace,
  status: ({ verdict }) => [verdict.tone, verdict.label],
  image: ({ runs }) => runs,
  runtime: ({ runtime }) => runtime,
  rev: ({ deployment }) => deployment.revision,
  by: ({ by }) => by,
  ready: ({ deployment }) => deployment.status.readyReplicas,
  replicas: ({ deployment }) => deployment.spec.replicas,
  label: ({ deployment }) => Object.entries(deployment.labels).map(([key, value]) => `${key}=${value}`),
  age: ({ deployment }) => serverNow() - deployment.createdAtMs,
};

export const deploymentText = ({ deployment, runs }: DeploymentRow): string =>
  `${deployment.namespace}/${deployment.name} ${runs}`;
