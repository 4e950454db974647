import type { OfferRecord } from '@gantry/model';
import { matcher } from '@gantry/model/filter-line';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useMemo } from 'react';
import { UnallocatedLine } from '../../features/nodes/unallocated-line.tsx';
import { FairShare } from '../../features/offers/fair-share.tsx';
import { type Funnel, funnels } from '../../features/offers/funnel.ts';
import { listedOffers } from '../../features/offers/listed-offers.ts';
import { OfferLanes } from '../../features/offers/offer-lanes.tsx';
import { bidderTest } from '../../features/offers/offer-line.ts';
import {
  type OfferRow,
  OffersTable,
  offerFields,
  offerText,
  useOfferRows,
} from '../../features/offers/offers-table.tsx';
import { capacityOf } from '../../features/overview/capacity.ts';
import { useLoads, useReady, useRows, useScope } from '../../live/hooks.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { ListView } from '../../shared/list-view.tsx';
import { noResources } from '../../shared/resource-sum.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { useListSearch } from '../list-search.ts';

/** What the filter line takes of the ladder and the lanes. */
function useTaken(query: string, rows: readonly OfferRow[]) {
  const line = useDeferredValue(query).trim();
  return useMemo(() => {
    const matching = line === '' ? rows : rows.filter(matcher(line, offerFields, offerText));
    const offers = matching.map(({ offer }) => offer);
    const ids = new Set(offers.map(({ id }) => id));
    const takes = bidderTest(line, offers);
    return {
      takes,
      /** How many of all, also of those that the table does not list. */
      count: matching.length,
      takesLane: ({ framework: { id, name, roles } }: Funnel) =>
        line === '' || roles.some((role) => takes({ frameworkId: id, name, role })),
      takesOffer: ({ id }: OfferRecord) => ids.has(id),
    };
  }, [line, rows]);
}

export default function OffersPage() {
  const { query, onQuery, sort, onSort } = useListSearch('age');
  const { win = '60s', ended = false } = useSearch({ from: '/offers' });
  const navigate = useNavigate({ from: '/offers' });
  const ready = useScope('offers');
  const rows = useOfferRows();
  const frameworks = useRows('frameworks');
  const offers = useRows('offers');
  // Names come with the cluster, which of ten thousand nodes is here later than the offers.
  const loaded = ready && (offers.length === 0 || frameworks.length > 0);
  const byFramework = useMemo(() => funnels(frameworks, offers), [frameworks, offers]);
  const { takes, count, takesLane, takesOffer } = useTaken(query, rows);
  const listed = useMemo(() => listedOffers(rows, { ended, line: query }), [rows, ended, query]);
  const go = (search: { win?: '10m' | '1h' | undefined; ended?: true | undefined }) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true, resetScroll: false });
  return (
    <Page
      title="Offers"
      documentTitle="Offers"
      facts="Free room on a node, held out to one framework until it takes or declines it"
    >
      <ListView
        rows={listed}
        loaded={loaded}
        noun="offers"
        placeholder="outcome:declined framework:spark node:n-0? cpu>1"
        query={query}
        onQuery={onQuery}
        fields={offerFields}
        textOf={offerText}
        controls={
          <Segmented
            label="Which offers the table lists"
            value={ended ? 'all' : 'held'}
            choices={[
              { value: 'held', label: 'Held' },
              { value: 'all', label: 'With ended' },
            ]}
            onChange={(next) => go({ ended: next === 'all' || undefined })}
          />
        }
        between={
          <>
            <FairShare takes={takes} />
            <OfferLanes
              funnels={byFramework.filter(takesLane)}
              takes={takesOffer}
              {...(query.trim() !== '' && { nothing: 'The filter takes none of them.' })}
              loaded={loaded}
              window={win}
              onWindow={(next) => go({ win: next === '60s' ? undefined : next })}
            />
            <Unallocated />
          </>
        }
        nothingMatches={
          count > 0 && !ended && <EndedMatch count={count} onEnded={() => go({ ended: true })} />
        }
        nothingYet={<NothingHeld made={offers.length} onEnded={() => go({ ended: true })} />}
      >
        {(matching) => <OffersTable rows={matching} sort={sort} onSort={onSort} />}
      </ListView>
    </Page>
  );
}

/** Where the filter takes none that is held: what it would take of the others. */
function EndedMatch({ count, onEnded }: { count: number; onEnded: () => void }) {
  return (
    <Empty
      title={`${formatPlural(count, 'ended offer')} ${count === 1 ? 'matches' : 'match'}`}
      action={<Button onClick={onEnded}>Show ended offers</Button>}
    >
      None that is held does.
    </Empty>
  );
}

function NothingHeld({ made, onEnded }: { made: number; onEnded: () => void }) {
  if (made === 0)
    return (
      <Empty title="No offer is held, and none was made lately">
        The allocator offers room when a framework wants some. Deploy something and watch it here.
      </Empty>
    );
  return (
    <Empty title="No offer is held" action={<Button onClick={onEnded}>Show ended offers</Button>}>
      The last ones were answered or taken back.
    </Empty>
  );
}

function Unallocated() {
  const nodes = useRows('nodes');
  const loads = useLoads();
  const isHere = useReady();
  const free = useMemo(() => {
    const kinds = capacityOf(nodes, loads, []).map(({ kind, free }) => [kind, free]);
    return { ...noResources, ...Object.fromEntries(kinds) };
  }, [nodes, loads]);
  return isHere ? <UnallocatedLine free={free} /> : <div className="min-h-5" />;
}
