import type { TaskRecord } from '@gantry/model';
import { isGuarded } from '@gantry/model/guard';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, Suspense, useMemo, useState } from 'react';
import { refusalOf, useQuickChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useEventsOf } from '../../live/events-of.ts';
import { useRow, useRows, useRowsOf, useTemplate } from '../../live/hooks.ts';
import { useTask } from '../../live/one-task.ts';
import { ActsIn } from '../../live/rights.ts';
import { EventsPanel } from '../../shared/event-list.tsx';
import { exitSentence } from '../../shared/exit-sentence.ts';
import { lazyPart } from '../../shared/missing-part.ts';
import { taskSentence } from '../../shared/task-sentence.ts';
import { Button, buttonClass } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { UnansweredNotice } from '../../shared/unanswered-notice.tsx';
import { isLive, taskVerdict } from '../../shared/verdict.ts';
import { CausePanel } from './cause-panel.tsx';
import { ContainerFacts } from './container-facts.tsx';
import { LifeBar } from './life-bar.tsx';
import { PartsPanel } from './parts-panel.tsx';
import { stopWords } from './stop-words.ts';
import { withWaiting } from './waiting-event.ts';
import { WhyPanel } from './why-panel.tsx';

const BulkDialog = lazyPart(() => import('../../shared/bulk/bulk-dialog.tsx'));

export interface ContainerViews {
  view: 'terminal' | undefined;
  onView: (view: 'terminal' | undefined) => void;
  /** The container's output, composed in by the page. */
  logs: (task: TaskRecord) => ReactNode;
  terminal: (task: TaskRecord) => ReactNode;
}

export function ContainerScreen({ id, ...views }: { id: string } & ContainerViews) {
  const task = useTask(id);
  if (task === undefined) return <NotHere id={id} />;
  return (
    <ActsIn value={[task.namespace]}>
      <Found task={task} {...views} />
    </ActsIn>
  );
}

/** Either the tasks have not arrived yet, or it is gone: the server knows. */
function NotHere({ id }: { id: string }) {
  const { error, isPending, refetch } = useQuery({
    queryKey: ['task', id],
    queryFn: () => api.tasks.get.query({ task: id }),
  });
  if (error === null || isPending)
    return (
      <Page title={id} documentTitle={id}>
        <Panel flush>
          <SkeletonRows rows={8} />
        </Panel>
      </Page>
    );
  if (refusalOf(error).code === 'unavailable')
    return (
      <Page title={id} documentTitle={id}>
        <UnansweredNotice title="This container could not be asked for" onRetry={() => void refetch()} />
      </Page>
    );
  return (
    <Empty
      title={`The container ${id} is not known`}
      action={
        <Link to="/containers" className={buttonClass()}>
          All containers
        </Link>
      }
    >
      {refusalOf(error).message}
    </Empty>
  );
}

function Found({ task, ...views }: { task: TaskRecord } & ContainerViews) {
  const node = useRow('nodes', task.nodeId);
  const deployment = useRow('deployments', task.deploymentId);
  const job = useRow('jobs', task.jobId);
  const template = useTemplate(task.templateHash);
  const carrier = useRow('tasks', task.carrier);
  const carried = useRowsOf('tasks', 'carrier', task.executor === undefined ? null : task.id).filter(isLive);
  const happened = useEventsOf(task.id);
  const events = useMemo(() => withWaiting(happened.events, task), [happened.events, task]);
  const nodes = useRows('nodes');
  return (
    <Page
      title={task.name}
      documentTitle={task.name}
      status={<StateLabel verdict={taskVerdict(task)} pill />}
      actions={<StopButton task={task} />}
    >
      <LifeBar task={task} />
      <Outcome task={task} />
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3">
          <WhyPanel task={task} nodes={nodes.length} />
          <CausePanel task={task} node={node} deployment={deployment} />
          {task.nodeId !== null && <OutputOrTerminal task={task} {...views} />}
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <ContainerFacts {...{ task, carrier, carried, node, deployment, job, template }} />
          {template && carrier === undefined && <PartsPanel template={template} task={task} />}
          <EventsPanel {...happened} events={events} />
        </div>
      </div>
    </Page>
  );
}

function OutputOrTerminal({ task, view, onView, logs, terminal }: { task: TaskRecord } & ContainerViews) {
  const runs = task.state === 'running';
  return (
    <>
      <div className="flex items-center gap-2">
        <Segmented
          label="What to show"
          value={view ?? 'output'}
          choices={[
            { value: 'output', label: 'Output' },
            { value: 'terminal', label: 'Terminal' },
          ]}
          onChange={(next) => onView(next === 'terminal' ? next : undefined)}
        />
        {view === 'terminal' && !runs && (
          <span className="text-dense text-ink-3">Only what runs has a terminal.</span>
        )}
      </div>
      <section aria-label={view === 'terminal' ? 'Terminal' : 'Output'} className="min-w-0">
        {view === 'terminal' ? runs && terminal(task) : logs(task)}
      </section>
    </>
  );
}

/** The last word on how it is or how it ended, when there is one. */
function Outcome({ task }: { task: TaskRecord }) {
  if (task.message === '' || task.unplaced !== null) return null;
  const exited = task.containers.find((one) => one.state === 'exited' && one.exitCode !== 0);
  const failed = task.state === 'failed' || task.state === 'lost';
  return (
    <Notice tone={failed ? 'failed' : taskVerdict(task).tone} title={task.reason || undefined}>
      {task.state === 'starting' ? task.message : taskSentence(task)}
      <InitSince task={task} />
      {exited && (
        <span>
          {' '}
          {exited.name}: {exitSentence(exited)}.
        </span>
      )}
    </Notice>
  );
}

/** How long it has waited for what runs before its program. */
function InitSince({ task }: { task: TaskRecord }) {
  const waitsFor = task.initContainers?.find(({ state }) => state === 'running');
  if (task.state !== 'starting' || !waitsFor?.startedAtMs) return null;
  return (
    <span>
      , which began <Ago atMs={waitsFor.startedAtMs} suffix />
    </span>
  );
}

function StopButton({ task }: { task: TaskRecord }) {
  const { act, pending } = useQuickChange();
  const guarded = isGuarded(useRow('namespaces', task.namespace));
  const framework = useRow('frameworks', task.frameworkId);
  const { verb, about } = stopWords(task, framework?.name ?? task.frameworkId);
  const isReplaced = task.deploymentId !== null;
  const [asking, setAsking] = useState(false);
  if (!isLive(task) || task.desired === 'stopped') return null;
  const stop = () =>
    void act(
      'kill',
      (_, placed) => api.tasks.kill.mutate({ task: task.id, ...placed }),
      `${task.name} is being stopped`,
    );
  return (
    <>
      <Button
        acts
        pending={pending !== null}
        title={about}
        // What nobody starts again is asked for first.
        onClick={guarded || !isReplaced ? () => setAsking(true) : stop}
      >
        {verb}
      </Button>
      <Suspense fallback={null}>
        {asking && (
          <BulkDialog
            verb="Stop"
            what={task.name}
            losses={[task]}
            acts={[{ action: 'kill', task: task.id }]}
            danger
            about={about}
            onClose={() => setAsking(false)}
          />
        )}
      </Suspense>
    </>
  );
}
