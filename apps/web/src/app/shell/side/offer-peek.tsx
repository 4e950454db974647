import type { OfferRecord } from '@gantry/model';
import { Link } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { Countdown } from '../../../features/offers/countdown.tsx';
import { historyWords, offersAlike } from '../../../features/offers/offer-history.ts';
import { usedWords } from '../../../features/offers/used-words.ts';
import { useReady, useRow, useRowsOf, useScope } from '../../../live/hooks.ts';
import { formatResources } from '../../../shared/format/quantity.ts';
import { formatDateTime } from '../../../shared/format/time.ts';
import { ContainerLink, FrameworkLink, NodeLink } from '../../../shared/links.tsx';
import { lazyPart } from '../../../shared/missing-part.ts';
import { roleName } from '../../../shared/role-name.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Fact, Facts } from '../../../shared/ui/facts.tsx';
import { StateLabel } from '../../../shared/ui/state-label.tsx';
import { Ago, Elapsed } from '../../../shared/ui/time.tsx';
import { offerVerdict } from '../../../shared/verdict.ts';
import { Box, Gone, Head } from './peek-parts.tsx';

const RescindDialog = lazyPart(() => import('../../../features/offers/rescind-dialog.tsx'));

const mostAlike = 8;

/** One offer: what it holds, of which node, for whom and since when, and what the two had with each other before. */
export function OfferPeek({ id }: { id: string }) {
  useScope('offers');
  const ready = useReady('offers');
  const offer = useRow('offers', id);
  if (offer === undefined) return ready ? <Gone what={`offer ${id}`} /> : null;
  return <KnownOffer offer={offer} />;
}

function KnownOffer({ offer }: { offer: OfferRecord }) {
  const [isRescinding, setRescinding] = useState(false);
  const framework = useRow('frameworks', offer.frameworkId)?.name ?? offer.frameworkId;
  const node = useRow('nodes', offer.nodeId)?.name ?? offer.nodeId;
  const alike = offersAlike(useRowsOf('offers', 'nodeId', offer.nodeId), offer);
  const isOut = offer.state === 'outstanding';
  return (
    <>
      <Head title={`Offer ${offer.id}`} status={<StateLabel verdict={offerVerdict(offer)} pill />}>
        {isOut && (
          <Button acts onClick={() => setRescinding(true)}>
            Take it back
          </Button>
        )}
      </Head>
      {offer.reason !== '' && <p className="text-ink-2 wrap-anywhere">{offer.reason}</p>}
      <Box>
        <OfferFacts offer={offer} framework={framework} node={node} />
      </Box>
      <Box>
        <h3 className="font-semibold">
          {framework} and {node}
        </h3>
        <p className="mb-1 text-dense text-ink-3">
          {alike.length === 0 ? 'No other offer of it is kept.' : historyWords(alike)}
        </p>
        <ul aria-label="Other offers of the same">
          {alike.slice(0, mostAlike).map((one) => (
            <Alike key={one.id} offer={one} />
          ))}
        </ul>
      </Box>
      {isRescinding && isOut && (
        <Suspense fallback={null}>
          <RescindDialog
            offer={offer}
            framework={framework}
            node={node}
            onClose={() => setRescinding(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function OfferFacts({ offer, framework, node }: { offer: OfferRecord; framework: string; node: string }) {
  const { frameworkId, role, resources, createdAtMs, endedAtMs, reserved = [], ports, taskIds } = offer;
  return (
    <Facts>
      <Fact name={endedAtMs === null ? 'Holds' : 'Held'}>{formatResources(resources)}</Fact>
      <Fact name="Node">
        <NodeLink name={node} />
      </Fact>
      <Fact name="Held by">
        <FrameworkLink id={frameworkId} name={framework} />{' '}
        <span className="text-ink-3">for role {roleName(role)}</span>
      </Fact>
      <Fact name="Since">
        {formatDateTime(createdAtMs)} · <Elapsed fromMs={createdAtMs} toMs={endedAtMs} />
      </Fact>
      {endedAtMs === null && (
        <Fact name="Time left">
          <Countdown offer={offer} />
        </Fact>
      )}
      {reserved.map((part) => (
        <Fact key={part.role} name={`Kept for ${part.role}`}>
          {formatResources(part.resources)}
        </Fact>
      ))}
      {ports.length > 0 && (
        <Fact name="Ports">{ports.map(({ begin, end }) => `${begin}–${end}`).join(', ')}</Fact>
      )}
      {offer.state === 'accepted' && taskIds.length > 0 && (
        <>
          <Fact name="Of it">{usedWords(offer)}</Fact>
          <Fact name="Launched">
            <Launched ids={taskIds} />
          </Fact>
        </>
      )}
    </Facts>
  );
}

const mostLaunched = 12;

function Launched({ ids }: { ids: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-x-2">
      {ids.slice(0, mostLaunched).map((id) => (
        <ContainerLink key={id} id={id}>
          <LaunchedName id={id} />
        </ContainerLink>
      ))}
      {ids.length > mostLaunched && <span className="text-ink-3">and {ids.length - mostLaunched} more</span>}
    </span>
  );
}

const LaunchedName = ({ id }: { id: string }) => useRow('tasks', id)?.name ?? id;

function Alike({ offer }: { offer: OfferRecord }) {
  return (
    <li className="flex items-baseline gap-2 border-t border-line py-1">
      <Link
        to="."
        search={(old) => ({ ...old, peek: `offer:${offer.id}` })}
        className="flex min-w-0 flex-1 items-baseline gap-2 rounded-control hover:text-accent"
      >
        <StateLabel verdict={offerVerdict(offer)} />
        <span className="min-w-0 truncate text-dense text-ink-2">{formatResources(offer.resources)}</span>
      </Link>
      <span className="shrink-0 text-dense text-ink-3">
        <Ago atMs={offer.createdAtMs} />
      </span>
    </li>
  );
}
