import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { FairShare } from '../../features/offers/fair-share.tsx';
import { funnels } from '../../features/offers/funnel.ts';
import { OfferLanes } from '../../features/offers/offer-lanes.tsx';
import { OffersTable, offerFields, offerText, useOfferRows } from '../../features/offers/offers-table.tsx';
import { useRows, useScope } from '../../live/hooks.ts';
import { ListView } from '../../shared/list-view.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useListSearch } from '../list-search.ts';

export default function OffersPage() {
  const { query, onQuery, sort, onSort } = useListSearch('age');
  const { win = '60s' } = useSearch({ from: '/offers' });
  const navigate = useNavigate({ from: '/offers' });
  const ready = useScope('offers');
  const rows = useOfferRows();
  const frameworks = useRows('frameworks');
  const offers = useRows('offers');
  // Names come with the cluster, which of ten thousand nodes is here later than the offers.
  const loaded = ready && (offers.length === 0 || frameworks.length > 0);
  const byFramework = useMemo(() => funnels(frameworks, offers), [frameworks, offers]);
  return (
    <Page
      title="Offers"
      documentTitle="Offers"
      facts="Free room on a node, held out to one framework until it takes or declines it"
    >
      <FairShare />
      <OfferLanes
        funnels={byFramework}
        loaded={loaded}
        window={win}
        onWindow={(next) =>
          void navigate({
            search: (old) => ({ ...old, win: next === '60s' ? undefined : next }),
            replace: true,
            resetScroll: false,
          })
        }
      />
      <ListView
        rows={rows}
        loaded={loaded}
        noun="offers"
        placeholder="outcome:declined framework:spark node:n-0? cpu>1"
        query={query}
        onQuery={onQuery}
        fields={offerFields}
        textOf={offerText}
        nothingYet={
          <Empty title="No offer is out, and none was made lately">
            The allocator offers room when a framework wants some. Deploy something and watch it here.
          </Empty>
        }
      >
        {(matching) => <OffersTable rows={matching} sort={sort} onSort={onSort} />}
      </ListView>
    </Page>
  );
}
