import { AuditList } from '../../features/audit/audit-list.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useListSearch } from '../list-search.ts';

export default function AuditPage() {
  const { query, onQuery } = useListSearch();
  return (
    <Page title="Audit" documentTitle="Audit" facts="Every change that was asked for, done or refused">
      <AuditList query={query} onQuery={onQuery} />
    </Page>
  );
}
