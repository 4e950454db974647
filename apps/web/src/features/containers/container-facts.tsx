import type { DeploymentRecord, JobRecord, NodeRecord, TaskRecord, Template } from '@gantry/model';
import { requestsOf } from '@gantry/model/init-containers';
import { useRow } from '../../live/hooks.ts';
import { useTaskCourse, useTaskUsage } from '../../live/usage.ts';
import { formatRequests } from '../../shared/format/quantity.ts';
import { placeInJob } from '../../shared/job-place.ts';
import { ContainerLink, DeploymentLink, FrameworkLink, JobLink, NodeLink } from '../../shared/links.tsx';
import { Copyable } from '../../shared/ui/copyable.tsx';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { UsageFacts } from '../../shared/usage/usage-facts.tsx';
import { isLive } from '../../shared/verdict.ts';

export function ContainerFacts({
  task,
  carrier,
  carried,
  node,
  deployment,
  job,
  template,
}: {
  task: TaskRecord;
  /** The executor that carries it. */
  carrier: TaskRecord | undefined;
  /** What it carries now, if it is an executor. */
  carried: readonly TaskRecord[];
  node: NodeRecord | undefined;
  deployment: DeploymentRecord | undefined;
  job: JobRecord | undefined;
  template: Template | undefined;
}) {
  return (
    <Panel title="Facts">
      <Facts>
        <Fact name="Id">
          <Copyable text={task.id} />
        </Fact>
        {deployment && (
          <Fact name="Deployment">
            <DeploymentLink namespace={deployment.namespace} name={deployment.name} /> r{task.revision}
          </Fact>
        )}
        {job && (
          <Fact name="Job">
            <JobLink namespace={job.namespace} name={job.name} /> · {placeInJob(job, task)}
          </Fact>
        )}
        {task.deploymentId === null && task.jobId === null && <FrameworkFact id={task.frameworkId} />}
        {task.executor !== undefined && <Fact name="Executor">{task.executor}, of its framework's own</Fact>}
        {task.carrier !== undefined && (
          <Fact name="Carried by">
            <ContainerLink id={task.carrier}>{carrier?.executor ?? task.carrier}</ContainerLink>
          </Fact>
        )}
        {carried.length > 0 && (
          <Fact name="Carries">
            <span className="flex flex-wrap gap-x-2">
              {carried.map(({ id, name }) => (
                <ContainerLink key={id} id={id}>
                  {name}
                </ContainerLink>
              ))}
            </span>
          </Fact>
        )}
        <Fact name="Node">
          {node ? <NodeLink name={node.name} /> : (task.nodeId ?? (isLive(task) ? 'none yet' : 'none'))}
        </Fact>
        <Fact name="Runtime">{template?.runtime ?? '—'}</Fact>
        {template && <Fact name="Requests">{formatRequests(requestsOf(template))}</Fact>}
        <Used task={task} />
        {task.hostPorts.length > 0 && <Fact name="Host ports">{task.hostPorts.join(', ')}</Fact>}
        {task.address !== '' && (
          <Fact name="Address">
            <Copyable text={task.address} />
          </Fact>
        )}
        <Fact name="Created">
          <Ago atMs={task.createdAtMs} suffix />
        </Fact>
        {task.replaces !== null && (
          <Fact name="Replaces">
            <ContainerLink id={task.replaces}>{task.replaces}</ContainerLink>
          </Fact>
        )}
        <Fact name="Failures in a row">{task.failuresInARow}</Fact>
      </Facts>
    </Panel>
  );
}

function Used({ task }: { task: TaskRecord }) {
  const [source, usage] = [useTaskCourse(task.id), useTaskUsage(task.id)];
  return <UsageFacts source={source} usage={usage} runs={isLive(task)} />;
}

/** Who launched it, where no deployment and no job did. */
function FrameworkFact({ id }: { id: TaskRecord['frameworkId'] }) {
  return (
    <Fact name="Framework">
      <FrameworkLink id={id} name={useRow('frameworks', id)?.name ?? id} />
    </Fact>
  );
}
