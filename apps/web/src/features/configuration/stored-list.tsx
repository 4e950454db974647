import { Suspense } from 'react';
import { useScope } from '../../live/hooks.ts';
import { ConfigurationTabs } from '../../shared/configuration-tabs.tsx';
import { type ListSearch, ListView } from '../../shared/list-view.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { type Stored, storedFields, storedText, useStored } from './stored.ts';
import { StoredTable } from './stored-table.tsx';

const EditDialog = lazyPart(() => import('./edit-dialog.tsx'));

const words = {
  config: {
    title: 'Configs',
    empty: 'A config holds settings as keys with values. Deployments name it, as variables or as files.',
  },
  secret: {
    title: 'Secrets',
    empty:
      'A secret holds passwords and keys, sealed. Deployments name it; what is in it is given to their containers and shown to nobody.',
  },
};

/** All configs, or all secrets. */
export function StoredList({
  kind,
  list,
  isNew,
  onNew,
}: {
  kind: Stored['kind'];
  list: ListSearch;
  isNew: boolean;
  onNew: (shown: boolean) => void;
}) {
  const loaded = useScope('configuration');
  const rows = useStored(kind);
  const { title, empty } = words[kind];
  const create = (
    <Button acts variant="primary" onClick={() => onNew(true)}>
      New {kind}
    </Button>
  );
  return (
    <Page
      title={title}
      documentTitle={title}
      tabs={<ConfigurationTabs />}
      actions={rows.length > 0 ? create : undefined}
    >
      <ListView
        rows={rows}
        loaded={loaded}
        noun={`${kind}s`}
        placeholder={`name:db* key:${kind === 'config' ? 'index.html' : 'PASSWORD'} used:web ns:default`}
        query={list.query}
        onQuery={list.onQuery}
        fields={storedFields}
        textOf={storedText}
        nothingYet={
          <Empty title={`No ${kind}s yet`} action={create}>
            {empty}
          </Empty>
        }
      >
        {(matching) => <StoredTable label={title} rows={matching} sort={list.sort} onSort={list.onSort} />}
      </ListView>
      <Suspense fallback={null}>
        {isNew && <EditDialog kind={kind} stored={null} onClose={() => onNew(false)} />}
      </Suspense>
    </Page>
  );
}
