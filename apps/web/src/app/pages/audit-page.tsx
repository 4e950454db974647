import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useDeferredValue } from 'react';
import { AuditList } from '../../features/audit/audit-list.tsx';
import { TextInput } from '../../shared/ui/field.tsx';
import { Page } from '../../shared/ui/page.tsx';

export default function AuditPage() {
  const { q = '' } = useSearch({ from: '/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const text = useDeferredValue(q);
  return (
    <Page title="Audit" documentTitle="Audit" facts="Every change that was asked for, done or refused">
      <div className="relative md:max-w-md">
        <Search
          size={14}
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-ink-3"
        />
        <TextInput
          aria-label="Filter the audit"
          placeholder="who, what or on which object"
          className="w-full pl-7"
          value={q}
          onChange={(event) =>
            void navigate({
              search: (old) => ({ ...old, q: event.target.value || undefined }),
              replace: true,
            })
          }
        />
      </div>
      <div className="overflow-hidden rounded-panel border border-line bg-panel">
        <AuditList text={text} />
      </div>
    </Page>
  );
}
