import type { Why } from '@gantry/client';
import type { TaskRecord } from '@gantry/model';
import { Link } from '@tanstack/react-router';
import { useQuickChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useRow } from '../../live/hooks.ts';
import { Button, buttonClass } from '../../shared/ui/button.tsx';

type Fix = Why['fixes'][number];

/** What would help, the surest first, each with the act or the place where it is done. */
export function FixList({ fixes, task }: { fixes: readonly Fix[]; task: TaskRecord }) {
  return (
    <section aria-label="What would help">
      <h3 className="mb-1 font-medium">What would help</h3>
      <ol className="flex flex-col">
        {fixes.map((fix) => (
          <li
            key={fix.message}
            className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-t border-line py-1.5 first:border-t-0"
          >
            <span className="min-w-0 flex-1 basis-48 wrap-anywhere">{fix.message}</span>
            <FixAct fix={fix} task={task} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function FixAct({ fix, task }: { fix: Fix; task: TaskRecord }) {
  switch (fix.kind) {
    case 'uncordon':
      return <Uncordon nodeId={fix.nodeId} name={fix.node} />;
    case 'node':
    case 'free':
      return (
        <Link to="/nodes/$node" params={{ node: fix.node }} className={buttonClass()}>
          Open node
        </Link>
      );
    case 'lower':
      return <EditRequest task={task} />;
    case 'addNode':
      return (
        <Link to="/nodes" className={buttonClass()}>
          Nodes
        </Link>
      );
  }
}

function Uncordon({ nodeId, name }: { nodeId: string; name: string }) {
  const { act, pending } = useQuickChange();
  return (
    <Button
      acts
      variant="primary"
      pending={pending !== null}
      onClick={() =>
        void act(
          'uncordon',
          (retried) => api.nodes.uncordon.mutate({ node: nodeId, ...retried }),
          `${name} takes containers again`,
        )
      }
    >
      Uncordon
    </Button>
  );
}

/** Requests are part of what the deployment or the job is: they are changed there. */
function EditRequest({ task }: { task: TaskRecord }) {
  const deployment = useRow('deployments', task.deploymentId);
  const job = useRow('jobs', task.jobId);
  if (deployment)
    return (
      <Link
        to="/deployments/$namespace/$name/config"
        params={{ namespace: deployment.namespace, name: deployment.name }}
        className={buttonClass()}
      >
        Edit requests
      </Link>
    );
  return job ? (
    <Link
      to="/jobs/$namespace/$name"
      params={{ namespace: job.namespace, name: job.name }}
      className={buttonClass()}
    >
      Open job
    </Link>
  ) : null;
}
