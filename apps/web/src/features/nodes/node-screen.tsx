import type { NodeRecord, Unavailability } from '@gantry/model';
import type { ReactNode } from 'react';
import { useLoad, useNodeByName, useReady, useRowsOf, useScope } from '../../live/hooks.ts';
import { EventsPanel } from '../../shared/event-list.tsx';
import { formatBytes, formatCpu, formatPlural } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';
import { Missing } from '../../shared/ui/missing.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Elapsed, useNow } from '../../shared/ui/time.tsx';
import { isLive, nodeVerdict } from '../../shared/verdict.ts';
import { KeptPanel } from './kept-panel.tsx';
import { NodeActions, type NodePanel } from './node-actions.tsx';
import { NodeFacts } from './node-facts.tsx';
import { NodeOffers } from './node-offers.tsx';
import { RefusalsPanel } from './refusals-panel.tsx';
import { ReservedBars } from './reserved-bars.tsx';
import { RuntimesPanel } from './runtimes-panel.tsx';

/** `containers`: the table of what runs on the node, composed in by the page. */
export function NodeScreen({
  name,
  panel,
  onPanel,
  picture,
  containers,
}: {
  name: string;
  panel: NodePanel | undefined;
  onPanel: (panel: NodePanel | undefined) => void;
  picture: (node: NodeRecord) => ReactNode;
  containers: (node: NodeRecord) => ReactNode;
}) {
  const node = useNodeByName(name);
  const ready = useReady();
  const complete = useScope(node ? `node:${node.id}` : null);
  const load = useLoad(node?.id ?? '');
  const events = useRowsOf('events', 'objectId', node?.id);
  const known = useRowsOf('tasks', 'nodeId', node?.id).filter(isLive).length;
  // Until they are here it is the server's count that tells: a node that carries something is not said to be empty.
  const live = complete ? known : (load?.tasks ?? known);
  if (node === undefined)
    return ready ? (
      <Missing title={`There is no node ${name}`} to="/nodes" all="nodes">
        It may have been removed from the cluster.
      </Missing>
    ) : (
      <SkeletonRows rows={10} />
    );
  return (
    <Page
      title={node.name}
      documentTitle={node.name}
      status={<StateLabel verdict={nodeVerdict(node)} pill />}
      facts={`${formatCpu(node.resources.cpuMillis)} · ${formatBytes(node.resources.memoryBytes)} · ${formatPlural(live, 'container')}`}
      actions={<NodeActions node={node} tasks={live} panel={panel} onPanel={onPanel} />}
    >
      <NodeNotices node={node} tasks={live} />
      {complete ? picture(node) : <PictureToCome />}
      <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_22rem] xl:grid-rows-[auto_1fr]">
        <Panel title="Containers" aside={live} flush>
          {complete ? containers(node) : <SkeletonRows />}
        </Panel>
        <AboutNode>
          <ReservedBars node={node} load={load} />
          <KeptPanel node={node} />
          <RefusalsPanel node={node} />
          <NodeOffers node={node} />
          <RuntimesPanel runtimes={node.runtimes} />
          <NodeFacts node={node} />
        </AboutNode>
        <EventsPanel events={events} isComplete={complete} />
      </div>
    </Page>
  );
}

/** What is to be known of the node, beside the lists. Where these need the width, between them, in as many columns as fit. */
const AboutNode = ({ children }: { children: ReactNode }) => (
  <div className="min-w-0 max-xl:columns-[19rem] max-xl:gap-3 max-xl:*:break-inside-avoid max-xl:*:not-last:mb-3 xl:row-span-2 xl:flex xl:flex-col xl:gap-3">
    {children}
  </div>
);

/** As high as the picture. */
const PictureToCome = () => (
  <div aria-busy="true" className="h-[6.375rem] rounded-panel border border-line bg-panel p-3">
    <div className="skeleton size-full" />
  </div>
);

function NodeNotices({ node, tasks }: { node: NodeRecord; tasks: number }) {
  return (
    <>
      {node.status === 'unreachable' && (
        <Notice
          tone="unknown"
          title={
            <>
              Nothing was heard of it for <Elapsed fromMs={node.statusChangedAtMs} />
            </>
          }
        >
          {node.statusReason || 'Its containers may still run; nobody knows.'}
        </Notice>
      )}
      {node.drain !== null && (
        <Notice
          tone="draining"
          title={
            node.drain.doneAtMs === null
              ? `Draining: ${tasks} ${tasks === 1 ? 'container' : 'containers'} left`
              : 'Drained: nothing is left on it'
          }
        >
          Asked for by {node.drain.actor}. Uncordon it to let it take containers again.
        </Notice>
      )}
      {node.unavailable && (
        <Notice tone="pending" title={<Away unavailable={node.unavailable} />}>
          Its maintenance is announced to frameworks. Nothing moves for it: drain the node when the time has
          come.
        </Notice>
      )}
      {node.cordoned && node.drain === null && (
        <Notice tone="pending" title="Cordoned">
          What runs here stays; nothing new is placed on it.
        </Notice>
      )}
    </>
  );
}

/** When it will be away, or that it is by now, and for how long. */
function Away({ unavailable: { startsAtMs, durationMs } }: { unavailable: Unavailability }) {
  const leftMs = startsAtMs - useNow();
  const when = leftMs > 0 ? `Will be away in ${formatDuration(leftMs)}` : 'Announced to be away by now';
  return <>{durationMs === null ? when : `${when}, for ${formatDuration(durationMs)}`}</>;
}
