import { Link, useNavigate } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { Fragment, useMemo } from 'react';
import { AuditPeek } from '../../../features/audit/audit-peek.tsx';
import { LifeBar } from '../../../features/containers/life-bar.tsx';
import { withWaiting } from '../../../features/containers/waiting-event.ts';
import { WhyPanel } from '../../../features/containers/why-panel.tsx';
import { NodeFacts } from '../../../features/nodes/node-facts.tsx';
import { ReservedBars } from '../../../features/nodes/reserved-bars.tsx';
import { useEventsOf } from '../../../live/events-of.ts';
import {
  useDeployment,
  useLoad,
  useNewestRollout,
  useNodeByName,
  useRow,
  useRows,
  useRowsOf,
  useScope,
  useTemplate,
} from '../../../live/hooks.ts';
import { useTask } from '../../../live/one-task.ts';
import { ActsIn } from '../../../live/rights.ts';
import { useVerdict } from '../../../live/verdicts.ts';
import { EventList } from '../../../shared/event-list.tsx';
import { formatPlural } from '../../../shared/format/quantity.ts';
import { DeploymentLink, NodeLink } from '../../../shared/links.tsx';
import { deploymentNameOf, parseSubject } from '../../../shared/subject.ts';
import { taskSentence } from '../../../shared/task-sentence.ts';
import { Button, buttonClass } from '../../../shared/ui/button.tsx';
import { Fact, Facts } from '../../../shared/ui/facts.tsx';
import { StateLabel } from '../../../shared/ui/state-label.tsx';
import { Ago } from '../../../shared/ui/time.tsx';
import {
  deploymentVerdict,
  isLive,
  nodeVerdict,
  readySentence,
  taskVerdict,
} from '../../../shared/verdict.ts';
import { openLogsOf, openTerminalIn } from '../subject-acts.ts';
import { OfferPeek } from './offer-peek.tsx';
import { Box, Gone, Head } from './peek-parts.tsx';
import { TaskGone } from './task-gone.tsx';

/** The right panel: a look at something without leaving the screen. The address names it, so Back closes it. */
export default function SidePanel({ peek }: { peek: string }) {
  const navigate = useNavigate();
  const close = () => void navigate({ to: '.', search: (old) => ({ ...old, peek: undefined }) });
  const why = /^why:(.+)$/.exec(peek)?.[1];
  const line = /^audit:(.+)$/.exec(peek)?.[1];
  const subject = parseSubject(peek);
  return (
    <aside
      aria-label="Peek"
      className="arrive-right sticky top-(--top-bar) z-15 h-[calc(100dvh-var(--top-bar)-var(--dock,0px))] w-93 shrink-0 overflow-y-auto border-line md:border-l bg-app p-3 max-xl:fixed max-xl:right-0 max-xl:shadow-high max-md:w-full max-md:pb-20 short:z-21"
    >
      <div className="relative flex flex-col gap-3">
        <button
          type="button"
          aria-label="Close the panel"
          title="Close (])"
          onClick={close}
          className="absolute top-0 right-0 inline-flex size-7 items-center justify-center rounded-button text-ink-3 hover:bg-raised hover:text-ink"
        >
          <X size={16} />
        </button>
        {/* Of another thing it is another look: nothing that is open or held still goes along. */}
        <Fragment key={peek}>
          {why !== undefined && <WhyPeek id={why} />}
          {subject?.kind === 'container' && <ContainerPeek id={subject.id} />}
          {subject?.kind === 'node' && (
            <ActsIn value={null}>
              <NodePeek name={subject.id} />
            </ActsIn>
          )}
          {subject?.kind === 'offer' && <OfferPeek id={subject.id} />}
          {subject?.kind === 'deployment' && (
            <ActsIn value={[deploymentNameOf(subject.id).namespace]}>
              <DeploymentPeek {...deploymentNameOf(subject.id)} />
            </ActsIn>
          )}
          {line !== undefined && <AuditPeek id={line} />}
          {why === undefined && line === undefined && subject === null && <Gone what={peek} />}
        </Fragment>
      </div>
    </aside>
  );
}

function ContainerPeek({ id }: { id: string }) {
  const task = useTask(id);
  const node = useRow('nodes', task?.nodeId);
  const deployment = useRow('deployments', task?.deploymentId);
  const template = useTemplate(task?.templateHash);
  const { events: happened } = useEventsOf(id);
  const events = useMemo(() => withWaiting(happened, task), [happened, task]);
  const nodes = useRows('nodes');
  if (task === undefined) return <TaskGone id={id} />;
  return (
    <>
      <Head title={task.name} status={<StateLabel verdict={taskVerdict(task)} pill />}>
        <Link to="/containers/$id" params={{ id }} className={buttonClass('primary')}>
          Open
        </Link>
        <Button
          hint="L"
          disabled={task.nodeId === null}
          onClick={() => openLogsOf({ kind: 'container', id })}
        >
          Logs
        </Button>
        <ActsIn value={[task.namespace]}>
          <Button
            acts
            disabled={task.state !== 'running'}
            onClick={() => openTerminalIn({ kind: 'container', id })}
          >
            Terminal
          </Button>
        </ActsIn>
      </Head>
      {task.message !== '' && <p className="text-ink-2 wrap-anywhere">{taskSentence(task)}</p>}
      <LifeBar task={task} stacked />
      <WhyPanel task={task} nodes={nodes.length} />
      <Box>
        <Facts>
          {deployment && (
            <Fact name="Deployment">
              <DeploymentLink namespace={deployment.namespace} name={deployment.name} /> r{task.revision}
            </Fact>
          )}
          <Fact name="Node">
            {node ? <NodeLink name={node.name} /> : (task.nodeId ?? (isLive(task) ? 'none yet' : 'none'))}
          </Fact>
          <RunsFact template={template} />
          <Fact name="Created">
            <Ago atMs={task.createdAtMs} suffix />
          </Fact>
        </Facts>
      </Box>
      {events.length > 0 && (
        <Box flush>
          <EventList events={events} showObject={false} limit={8} />
        </Box>
      )}
    </>
  );
}

function WhyPeek({ id }: { id: string }) {
  const task = useTask(id);
  const nodes = useRows('nodes');
  if (task === undefined) return <TaskGone id={id} />;
  return (
    <>
      <Head title={task.name} status={<StateLabel verdict={taskVerdict(task)} pill />}>
        <Link to="/containers/$id" params={{ id }} className={buttonClass('primary')}>
          Open
        </Link>
      </Head>
      {task.unplaced === null ? (
        <p className="text-ink-2">
          {task.state !== 'pending' && 'It waits for nothing. '}
          {taskSentence(task) || 'A node has taken it, or it has ended.'}
        </p>
      ) : (
        <WhyPanel task={task} nodes={nodes.length} />
      )}
    </>
  );
}

function NodePeek({ name }: { name: string }) {
  const navigate = useNavigate();
  const node = useNodeByName(name);
  const isComplete = useScope(node ? `node:${node.id}` : null);
  const load = useLoad(node?.id ?? '');
  const tasks = useRowsOf('tasks', 'nodeId', node?.id).filter(isLive);
  if (node === undefined) return <Gone what={`node ${name}`} />;
  return (
    <>
      <Head title={node.name} status={<StateLabel verdict={nodeVerdict(node)} pill />}>
        <Link to="/nodes/$node" params={{ node: node.name }} className={buttonClass('primary')}>
          Open
        </Link>
        {node.drain === null && (
          <Button
            acts
            onClick={() =>
              void navigate({ to: '/nodes/$node', params: { node: node.name }, search: { panel: 'drain' } })
            }
          >
            Drain
          </Button>
        )}
      </Head>
      <p className="text-ink-2">
        {formatPlural(isComplete ? tasks.length : (load?.tasks ?? tasks.length), 'container')}
      </p>
      <ReservedBars node={node} load={load} />
      <NodeFacts node={node} />
    </>
  );
}

function DeploymentPeek({ namespace, name }: { namespace: string; name: string }) {
  const navigate = useNavigate();
  const deployment = useDeployment(namespace, name);
  const rollout = useNewestRollout(deployment?.id);
  const told = useVerdict((verdicts) => verdicts.get(deployment?.id ?? ''));
  const template = useTemplate(deployment?.templateHash);
  const { events } = useEventsOf(deployment?.id);
  if (deployment === undefined) return <Gone what={`deployment ${name}`} />;
  const verdict = told ?? deploymentVerdict(deployment, rollout);
  const params = { namespace, name };
  const to = '/deployments/$namespace/$name';
  return (
    <>
      <Head title={name} status={<StateLabel verdict={verdict} pill />}>
        <Link to={to} params={params} className={buttonClass('primary')}>
          Open
        </Link>
        <Button
          acts
          disabled={deployment.deletingAtMs !== null}
          onClick={() => void navigate({ to, params, search: { panel: 'scale' } })}
        >
          Scale
        </Button>
        <Link to={`${to}/timeline`} params={params} className={buttonClass()}>
          Timeline
        </Link>
        <Button hint="L" onClick={() => openLogsOf({ kind: 'deployment', id: `${namespace}/${name}` })}>
          Logs
        </Button>
      </Head>
      <Box>
        <Facts>
          <Fact name="Ready">{readySentence(deployment)}</Fact>
          <Fact name="Revision">r{deployment.revision}</Fact>
          <Fact name="Namespace">{namespace}</Fact>
          <RunsFact template={template} />
          <Fact name="Changed">
            <Ago atMs={deployment.updatedAtMs} suffix />
          </Fact>
        </Facts>
      </Box>
      {events.length > 0 && (
        <Box flush>
          <EventList events={events} showObject={false} limit={8} />
        </Box>
      )}
    </>
  );
}

/** What its containers are: their images, or what they start where there is none. */
function RunsFact({ template }: { template: ReturnType<typeof useTemplate> }) {
  if (template === undefined) return null;
  return (
    <Fact name="Runs">
      <span className="line-clamp-4 font-mono text-dense wrap-anywhere">
        {template.containers.map(({ image, command }) => image || command.join(' ')).join(', ')}
      </span>
    </Fact>
  );
}
