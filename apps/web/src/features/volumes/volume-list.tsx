import { Suspense } from 'react';
import { useScope } from '../../live/hooks.ts';
import { ConfigurationTabs } from '../../shared/configuration-tabs.tsx';
import { type ListSearch, ListView } from '../../shared/list-view.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useVolumeRows, volumeFields, volumeText } from './volume-row.ts';
import { VolumesTable } from './volumes-table.tsx';

const EditVolumeDialog = lazyPart(() => import('./edit-volume-dialog.tsx'));

/** All named volumes. */
export function VolumeList({
  list,
  isNew,
  onNew,
}: {
  list: ListSearch;
  isNew: boolean;
  onNew: (shown: boolean) => void;
}) {
  const loaded = useScope('configuration');
  useScope('tasks');
  const rows = useVolumeRows();
  const create = (
    <Button acts variant="primary" onClick={() => onNew(true)}>
      New volume
    </Button>
  );
  return (
    <Page
      title="Volumes"
      documentTitle="Volumes"
      tabs={<ConfigurationTabs />}
      actions={rows.length > 0 ? create : undefined}
    >
      <ListView
        rows={rows}
        loaded={loaded}
        noun="volumes"
        placeholder="name:db* node:node-1 driver:local status:ready"
        query={list.query}
        onQuery={list.onQuery}
        fields={volumeFields}
        textOf={volumeText}
        nothingYet={
          <Empty title="No volumes yet" action={create}>
            A volume keeps data when the containers that wrote it are gone. Its data lies on one node, and
            what uses it runs there.
          </Empty>
        }
      >
        {(matching) => <VolumesTable rows={matching} sort={list.sort} onSort={list.onSort} />}
      </ListView>
      <Suspense fallback={null}>
        {isNew && <EditVolumeDialog volume={null} onClose={() => onNew(false)} />}
      </Suspense>
    </Page>
  );
}
