import type { DeploymentRecord, NodeRecord, TaskRecord } from '@gantry/model';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useRowsOf } from '../../live/hooks.ts';
import { ContainerLink, NodeLink } from '../../shared/links.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { type Cause, causeChain } from './cause-chain.ts';

const endWords = {
  person: 'a person',
  cluster: 'a rule of the cluster',
  machine: 'a machine',
  program: 'the program itself',
} as const;

/** Why it is as it is, link by link, back to a person, a rule, a machine or the program. */
export function CausePanel({
  task,
  node,
  deployment,
}: {
  task: TaskRecord;
  node: NodeRecord | undefined;
  deployment: DeploymentRecord | undefined;
}) {
  const revisions = useRowsOf('revisions', 'deploymentId', deployment?.id);
  const told = useRowsOf('events', 'objectId', deployment?.id);
  const ofNode = useRowsOf('events', 'objectId', node?.id);
  const causes = useMemo(
    () => causeChain({ task, node, revisions, events: [...told, ...ofNode] }),
    [task, node, revisions, told, ofNode],
  );
  if (causes.length === 0) return null;
  const end = causes.findLast((cause) => cause.end !== undefined)?.end;
  return (
    <Panel title="How it came to this" aside={end && `back to ${endWords[end]}`}>
      <ol aria-label="Chain of causes" className="flex flex-col">
        {causes.map((cause, index) => (
          <li
            key={`${cause.text}${cause.atMs}`}
            className="flex items-baseline gap-2 border-t border-line py-1 first:border-t-0 first:pt-0 last:pb-0"
          >
            <span aria-hidden="true" className="w-3 text-ink-3">
              {index === 0 ? '' : '←'}
            </span>
            <span className="min-w-0 flex-1 break-words">
              <CauseText cause={cause} deployment={deployment} />
            </span>
            {cause.atMs !== null && (
              <span className="text-dense text-ink-3">
                <Ago atMs={cause.atMs} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function CauseText({ cause, deployment }: { cause: Cause; deployment: DeploymentRecord | undefined }) {
  if (cause.container !== undefined) return <ContainerLink id={cause.container}>{cause.text}</ContainerLink>;
  if (cause.revision !== undefined && deployment !== undefined)
    return (
      <Link
        to="/deployments/$namespace/$name/revisions/$revision"
        params={{
          namespace: deployment.namespace,
          name: deployment.name,
          revision: String(cause.revision),
        }}
        className="rounded-control underline-offset-2 hover:text-accent hover:underline"
      >
        {cause.text}
      </Link>
    );
  return cause.node === undefined ? cause.text : <NodeLink name={cause.node}>{cause.text}</NodeLink>;
}
