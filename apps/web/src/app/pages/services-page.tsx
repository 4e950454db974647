import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense } from 'react';
import { serviceFields, serviceText, useServiceRows } from '../../features/services/service-row.ts';
import { ServicesTable } from '../../features/services/services-table.tsx';
import { useReady } from '../../live/hooks.ts';
import { ListView } from '../../shared/list-view.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useListSearch } from '../list-search.ts';

const SaveDialog = lazyPart(() => import('../../features/services/save-dialog.tsx'));

export default function ServicesPage() {
  const { query, onQuery, sort, onSort } = useListSearch();
  const { panel } = useSearch({ from: '/services' });
  const navigate = useNavigate({ from: '/services' });
  const rows = useServiceRows();
  const show = (next: 'new' | undefined) =>
    void navigate({ search: (old) => ({ ...old, panel: next }), replace: true });
  const make = (
    <Button acts variant="primary" onClick={() => show('new')}>
      New service
    </Button>
  );
  return (
    <Page title="Services" documentTitle="Services" actions={rows.length > 0 ? make : undefined}>
      <ListView
        rows={rows}
        loaded={useReady()}
        noun="services"
        placeholder="kind:published traffic:http port:80 ready<1"
        query={query}
        onQuery={onQuery}
        fields={serviceFields}
        textOf={serviceText}
        nothingYet={
          <Empty title="No services yet" action={make}>
            A service is one name and address for the ready containers of a deployment, wherever they run.
          </Empty>
        }
      >
        {(matching) => <ServicesTable rows={matching} sort={sort} onSort={onSort} />}
      </ListView>
      <Suspense fallback={null}>
        {panel === 'new' && <SaveDialog service={null} onClose={() => show(undefined)} />}
      </Suspense>
    </Page>
  );
}
