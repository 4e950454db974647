import { useQuery } from '@tanstack/react-query';
import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Menu, MenuItem } from '../../shared/ui/menu.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { levelWords, type PersonRow } from './person-row.ts';
import { SavePersonDialog } from './save-person-dialog.tsx';
import { TokenDialog } from './token-dialog.tsx';

type Open = { what: 'new' } | { what: 'edit' | 'remove' | 'renew'; person: PersonRow };

/** For administrators: who may sign in, and what each may do. */
export function PeoplePanel() {
  const { data, error, refetch } = useQuery({
    queryKey: ['people'],
    queryFn: () => api.people.list.query(),
  });
  const [open, setOpen] = useState<Open | null>(null);
  const [token, setToken] = useState<{ name: string; token: string } | null>(null);
  const close = () => {
    setOpen(null);
    void refetch();
  };
  return (
    <Panel
      title="People"
      aside={data && formatPlural(data.items.length, 'person', 'people')}
      actions={
        <Button acts onClick={() => setOpen({ what: 'new' })}>
          Add somebody
        </Button>
      }
      flush
    >
      {error !== null && (
        <Notice
          tone="failed"
          title="The people could not be loaded"
          action={<Button onClick={() => void refetch()}>Retry</Button>}
        >
          {refusalOf(error).message}
        </Notice>
      )}
      {data && (
        <DataTable
          label="People"
          columns={columnsFor(setOpen)}
          rows={data.items}
          rowKey={({ name }) => name}
          empty={
            <p className="px-3 pb-3 text-ink-3">
              Nobody but the administrator yet. Everybody who is added signs in with a token of their own, and
              the audit trail tells them apart.
            </p>
          }
        />
      )}
      {(open?.what === 'new' || open?.what === 'edit') && (
        <SavePersonDialog
          person={open.what === 'edit' ? open.person : null}
          onToken={setToken}
          onClose={close}
        />
      )}
      {open?.what === 'remove' && <RemoveDialog person={open.person} onClose={close} />}
      {open?.what === 'renew' && <RenewDialog person={open.person} onToken={setToken} onClose={close} />}
      {token !== null && <TokenDialog {...token} onClose={() => setToken(null)} />}
    </Panel>
  );
}

function columnsFor(onOpen: (open: Open) => void): readonly Column<PersonRow>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      width: 'minmax(7rem, 1fr)',
      cell: (person) => (
        <div className="min-w-0">
          <div className="truncate font-medium">{person.name}</div>
          <div className="truncate text-dense text-ink-3 @table-md:hidden">{levelWords(person)}</div>
        </div>
      ),
    },
    { id: 'level', header: 'May', width: 'minmax(9rem, 2fr)', from: 'md', cell: levelWords },
    {
      id: 'since',
      header: 'Since',
      width: '4rem',
      from: 'md',
      cell: ({ createdAtMs }) => <Ago atMs={createdAtMs} />,
    },
    {
      id: 'acts',
      header: 'Change',
      isUnheaded: true,
      width: 'minmax(4.5rem, 15.5rem)',
      align: 'right',
      cell: (person) => <Acts person={person} onOpen={onOpen} />,
    },
  ];
}

const acts = [
  { what: 'edit', label: 'Edit' },
  { what: 'renew', label: 'New token' },
  { what: 'remove', label: 'Remove' },
] as const;

/** Side by side where there is room for them; on a phone behind one button. */
function Acts({ person, onOpen }: { person: PersonRow; onOpen: (open: Open) => void }) {
  return (
    <>
      <span className="inline-flex gap-1 @max-table-md:hidden">
        {acts.map(({ what, label }) => (
          <Button key={what} acts variant="quiet" onClick={() => onOpen({ what, person })}>
            {label}
          </Button>
        ))}
      </span>
      <span className="@table-md:hidden">
        <Menu
          label={`Change ${person.name}`}
          trigger={
            <Button icon variant="quiet" aria-label={`Change ${person.name}`}>
              <MoreHorizontal size={16} />
            </Button>
          }
        >
          {acts.map(({ what, label }) => (
            <MenuItem key={what} acts danger={what === 'remove'} onSelect={() => onOpen({ what, person })}>
              {label}
            </MenuItem>
          ))}
        </Menu>
      </span>
    </>
  );
}

function RemoveDialog({ person: { name }, onClose }: { person: PersonRow; onClose: () => void }) {
  return (
    <AskDialog
      danger
      title={`Remove ${name}`}
      about="Signed out everywhere at once. What was done in this name stays in the history."
      label={`Remove ${name}`}
      act={async () => void (await api.people.remove.mutate({ name }))}
      onClose={onClose}
    />
  );
}

function RenewDialog({
  person: { name },
  onToken,
  onClose,
}: {
  person: PersonRow;
  onToken: (made: { name: string; token: string }) => void;
  onClose: () => void;
}) {
  return (
    <AskDialog
      title={`Another token for ${name}`}
      about="The present token stops working, and whatever is signed in with it is signed out."
      label="Make another token"
      act={async () => onToken({ name, token: (await api.people.renewToken.mutate({ name })).token })}
      onClose={onClose}
    />
  );
}

/** Asks before it acts, and stays with the reason when that was refused. */
function AskDialog({
  title,
  about,
  label,
  danger = false,
  act,
  onClose,
}: {
  title: string;
  about: string;
  label: string;
  danger?: boolean;
  act: () => Promise<void>;
  onClose: () => void;
}) {
  const [pending, setPending] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const confirm = async () => {
    setPending(true);
    try {
      await act();
      onClose();
    } catch (fault) {
      setWrong(refusalOf(fault).message);
      setPending(false);
    }
  };
  return (
    <Dialog title={title} description={about} onClose={onClose}>
      {wrong !== null && <Notice tone="failed">{wrong}</Notice>}
      <ConfirmRow
        danger={danger}
        label={label}
        disabled={false}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
