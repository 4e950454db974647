import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, useCallback } from 'react';
import { RolesTable, roleFields, roleText } from '../../features/roles/roles-screen.tsx';
import { useRoleRows } from '../../features/roles/use-role-rows.ts';
import { refusalOf } from '../../live/changes.ts';
import { ListView } from '../../shared/list-view.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useListSearch } from '../list-search.ts';

const RoleDialog = lazyPart(() => import('../../features/roles/role-dialog.tsx'));

export default function RolesPage() {
  const { query, onQuery, sort, onSort } = useListSearch();
  const { edit } = useSearch({ from: '/roles' });
  const navigate = useNavigate({ from: '/roles' });
  const { rows, isPast, loaded, error, again } = useRoleRows();
  const setEdit = useCallback(
    (name: string | undefined) => void navigate({ search: (old) => ({ ...old, edit: name }), replace: true }),
    [navigate],
  );
  const onEdit = useCallback(({ name }: { name: string }) => setEdit(name), [setEdit]);
  const edited = rows.find(({ role }) => role.name === edit)?.role ?? null;
  const make = (
    <Button acts variant="primary" onClick={() => setEdit('+')}>
      New role
    </Button>
  );
  return (
    <Page
      title="Roles"
      documentTitle="Roles"
      facts="Who shares the cluster, by weight and quota"
      actions={rows.length > 0 ? make : undefined}
    >
      {error !== null && error !== undefined && (
        <Notice
          tone="failed"
          title="The roles cannot be read"
          action={<Button onClick={again}>Retry</Button>}
        >
          {refusalOf(error).message}
        </Notice>
      )}
      {isPast && (
        <p className="text-ink-3">
          Shares, and who is next, are worked out for now only. Weights and quotas are those of the moment.
        </p>
      )}
      <ListView
        rows={rows}
        loaded={loaded || Boolean(error)}
        noun="roles"
        placeholder="name:eng/* weight>1 share>0.1"
        query={query}
        onQuery={onQuery}
        fields={roleFields}
        textOf={roleText}
        nothingYet={
          <Empty title="No role is in use" action={make}>
            A role comes with the first framework that has it, or is made here to give it a weight or a quota.
          </Empty>
        }
      >
        {(matching) => <RolesTable rows={matching} sort={sort} onSort={onSort} onEdit={onEdit} />}
      </ListView>
      <Suspense fallback={null}>
        {edit !== undefined && (edit === '+' || edited !== null) && (
          <RoleDialog role={edited} onClose={() => setEdit(undefined)} />
        )}
      </Suspense>
    </Page>
  );
}
