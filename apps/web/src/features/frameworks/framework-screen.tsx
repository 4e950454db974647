import type { FrameworkRecord } from '@gantry/model';
import { type ReactNode, Suspense, useState } from 'react';
import { useEventsOf } from '../../live/events-of.ts';
import { useReady, useRow } from '../../live/hooks.ts';
import { EventsPanel } from '../../shared/event-list.tsx';
import { formatBytes, formatCount, formatCpu, formatPercent } from '../../shared/format/quantity.ts';
import { OwnFilter } from '../../shared/ladder/own-filter.tsx';
import { ShareBar } from '../../shared/ladder/share-bar.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import { roleName } from '../../shared/role-name.ts';
import { Button } from '../../shared/ui/button.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import { Copyable } from '../../shared/ui/copyable.tsx';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { Missing } from '../../shared/ui/missing.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { OutsideLink } from '../../shared/ui/outside-link.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { frameworkOrigin } from './framework-origin.ts';
import { frameworkVerdict } from './frameworks-table.tsx';
import { useStandings } from './use-standings.ts';

const RemoveDialog = lazyPart(() => import('./remove-dialog.tsx'));

/** One scheduler: what it holds and runs, its offers, and why it is offered nothing when it is not. */
export function FrameworkScreen({
  id,
  executors,
  tasks,
  lane,
  offers,
}: {
  id: string;
  /** The tables of what it runs and of its offers, composed in by the page. */
  tasks: (framework: FrameworkRecord) => ReactNode;
  /** The panel of what it was offered of late, as it was answered. */
  lane: (framework: FrameworkRecord) => ReactNode;
  /** The panel of its own executors; null where it has none. */
  executors: (framework: FrameworkRecord) => ReactNode;
  offers: (framework: FrameworkRecord) => ReactNode;
}) {
  const framework = useRow('frameworks', id);
  const ready = useReady();
  const happened = useEventsOf(id);
  const [removing, setRemoving] = useState(false);
  if (framework === undefined)
    return ready ? (
      <Missing title="There is no such framework" to="/frameworks" all="frameworks">
        It may have been removed, with what it ran.
      </Missing>
    ) : (
      <SkeletonRows rows={10} />
    );
  const isOutside = framework.kind === 'mesos';
  return (
    <Page
      title={framework.name}
      documentTitle={framework.name}
      status={<StateLabel verdict={frameworkVerdict(framework)} pill />}
      facts={frameworkOrigin(framework)}
      actions={
        isOutside &&
        framework.completedAtMs === null && (
          <Button acts onClick={() => setRemoving(true)}>
            Remove
          </Button>
        )
      }
    >
      <Standing framework={framework} />
      {lane(framework)}
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3">
          {executors(framework)}
          <Panel title="What it runs" flush>
            {tasks(framework)}
          </Panel>
          <EventsPanel {...happened} />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <FrameworkFacts framework={framework} />
        </div>
      </div>
      <Panel title="Offers" aside="the newest, answered ones too" flush>
        <div className="overflow-x-auto">{offers(framework)}</div>
      </Panel>
      <Suspense fallback={null}>
        {removing && <RemoveDialog framework={framework} onClose={() => setRemoving(false)} />}
      </Suspense>
    </Page>
  );
}

/** What it takes and holds out, and the allocator's own word on why it is offered nothing. */
function Standing({ framework }: { framework: FrameworkRecord }) {
  // The allocator tells how things are, not how they were.
  const { isPast, standings } = useStandings();
  const standing = standings?.get(framework.id);
  if (isPast) return <p className="text-ink-3">What it holds, and its share, are told of now only.</p>;
  if (standing === undefined) return null;
  const { taken, holds, shares, why, lastOfferAtMs } = standing;
  return (
    <>
      {why !== '' && framework.completedAtMs === null && (
        <Notice tone="stopped" title="It is offered nothing now">
          {why}
        </Notice>
      )}
      <OwnFilter of={{ ...standing, frameworkId: framework.id, name: framework.name }} />
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-[2fr_repeat(4,1fr)]">
        <Figure name="Share of the cluster" wide>
          <ShareBar shares={shares} />
        </Figure>
        <Figure name="Takes">{`${formatCpu(taken.cpuMillis)} · ${formatBytes(taken.memoryBytes)}`}</Figure>
        <Figure name="Offers it holds">
          {holds.offers === 0
            ? 'none'
            : `${holds.offers} · ${formatCpu(holds.resources.cpuMillis)} · ${formatBytes(holds.resources.memoryBytes)}`}
        </Figure>
        <Figure name="Held for">{holds.sinceMs === null ? '—' : <Ago atMs={holds.sinceMs} />}</Figure>
        <Figure name="Last offer">
          {lastOfferAtMs === null ? 'never' : <Ago atMs={lastOfferAtMs} suffix />}
        </Figure>
      </dl>
    </>
  );
}

/** `wide`: a picture, which takes a line of its own on a phone. */
function Figure({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div
      className={classNames(
        'min-w-0 rounded-panel border border-line bg-panel px-3 py-2',
        wide && 'max-lg:col-span-2',
      )}
    >
      <dt className="text-dense text-ink-3">{name}</dt>
      <dd className={wide ? 'font-medium' : 'truncate font-medium'}>{children}</dd>
    </div>
  );
}

function FrameworkFacts({ framework }: { framework: FrameworkRecord }) {
  const { offersMade, offersAccepted, offersDeclined, offersRescinded } = framework;
  const answered = offersAccepted + offersDeclined;
  return (
    <Panel title="Facts">
      <Facts>
        <Fact name="Id">
          <Copyable text={framework.id} />
        </Fact>
        <Fact name="Roles">
          <span className="break-words">{framework.roles.map(roleName).join(', ') || 'none yet'}</span>
        </Fact>
        {framework.suppressedRoles.length > 0 && (
          <Fact name="Wants nothing as">{framework.suppressedRoles.map(roleName).join(', ')}</Fact>
        )}
        {framework.principal !== '' && <Fact name="Principal">{framework.principal}</Fact>}
        {framework.user !== '' && <Fact name="Runs as">{framework.user}</Fact>}
        {framework.webuiUrl !== '' && (
          <Fact name="Its pages">
            <OutsideLink url={framework.webuiUrl} />
          </Fact>
        )}
        {framework.capabilities.length > 0 && (
          <Fact name="Knows of">
            <span className="text-dense break-words">{framework.capabilities.join(', ')}</span>
          </Fact>
        )}
        <Fact name="Registered">
          <Ago atMs={framework.registeredAtMs} suffix />
        </Fact>
        {framework.disconnectedAtMs !== null && (
          <Fact name="Disconnected">
            <Ago atMs={framework.disconnectedAtMs} suffix />
          </Fact>
        )}
        <Fact name="Offers made">{formatCount(offersMade)}</Fact>
        <Fact name="Taken">
          {formatCount(offersAccepted)}
          {answered > 0 && ` · ${formatPercent(offersAccepted / answered)} of those answered`}
        </Fact>
        <Fact name="Declined">{formatCount(offersDeclined)}</Fact>
        <Fact name="Taken back">{formatCount(offersRescinded)}</Fact>
      </Facts>
    </Panel>
  );
}
