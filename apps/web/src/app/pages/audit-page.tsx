import { useNavigate, useSearch } from '@tanstack/react-router';
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
      <TextInput
        aria-label="Filter the audit"
        placeholder="who, what or on which object"
        className="max-w-md"
        value={q}
        onChange={(event) =>
          void navigate({ search: (old) => ({ ...old, q: event.target.value || undefined }), replace: true })
        }
      />
      <div className="overflow-hidden rounded-panel border border-line bg-panel">
        <AuditList text={text} />
      </div>
    </Page>
  );
}
