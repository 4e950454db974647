import { lazy, Suspense } from 'react';
import { useScope } from '../../live/hooks.ts';
import { ConfigurationTabs } from '../../shared/configuration-tabs.tsx';
import { ListView } from '../../shared/list-view.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useVolumeRows, volumeFields, volumeText } from './volume-row.ts';
import { VolumesTable } from './volumes-table.tsx';

const EditVolumeDialog = lazy(() => import('./edit-volume-dialog.tsx'));

/** All named volumes. */
export function VolumeList({
  query,
  sort,
  isNew,
  onSearch,
}: {
  query: string;
  sort: string;
  isNew: boolean;
  onSearch: (search: {
    q?: string | undefined;
    sort?: string | undefined;
    panel?: 'new' | undefined;
  }) => void;
}) {
  const loaded = useScope('configuration');
  useScope('tasks');
  const rows = useVolumeRows();
  const create = (
    <Button acts variant="primary" onClick={() => onSearch({ panel: 'new' })}>
      New volume
    </Button>
  );
  return (
    <Page title="Volumes" documentTitle="Volumes" tabs={<ConfigurationTabs />} actions={create}>
      <ListView
        rows={rows}
        loaded={loaded}
        noun="volumes"
        placeholder="name:db* node:node-1 driver:local status:ready"
        query={query}
        onQuery={(next) => onSearch({ q: next || undefined })}
        fields={volumeFields}
        textOf={volumeText}
        nothingYet={
          <Empty title="No volumes yet" action={create}>
            A volume keeps data when the containers that wrote it are gone. Its data lies on one node, and
            what uses it runs there.
          </Empty>
        }
      >
        {(matching) => (
          <VolumesTable
            rows={matching}
            sort={sort}
            onSort={(next) => onSearch({ sort: next === 'name' ? undefined : next })}
          />
        )}
      </ListView>
      <Suspense fallback={null}>
        {isNew && <EditVolumeDialog volume={null} onClose={() => onSearch({ panel: undefined })} />}
      </Suspense>
    </Page>
  );
}
