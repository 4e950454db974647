import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { useGuard } from '../../shared/ui/guard-field.tsx';
import { namesOfReaders, type Stored } from './stored.ts';

/** Deletes a config or secret. What runs keeps what it was given; the next containers would wait for it. */
export default function DeleteDialog({ stored, onClose }: { stored: Stored; onClose: () => void }) {
  const { kind, record } = stored;
  const readers = namesOfReaders(stored);
  const { namespace, name } = record;
  const navigate = useNavigate();
  const send = kind === 'config' ? api.configs.delete.mutate : api.secrets.delete.mutate;
  const { submit, pending, refusal } = useAct(send, (reply) => reply.message);
  const guard = useGuard([{ namespace, name }]);
  const confirm = async () => {
    const reply = await submit({ namespace, name, force: readers.length > 0, typed: guard.typed });
    if (reply === null) return;
    onClose();
    if (reply.intent === null)
      void navigate({ to: kind === 'config' ? '/configuration/configs' : '/configuration/secrets' });
  };
  const names = readers.join(', ');
  return (
    <Dialog title={`Delete ${name}`} onClose={onClose}>
      <p className="text-ink-2">
        {readers.length === 0
          ? `Nothing reads this ${kind}. It is gone for good.`
          : `${names} ${readers.length === 1 ? 'reads' : 'read'} it. Containers that run keep what they were given; the next ones wait until there is a ${kind} of this name again.`}
      </p>
      {guard.field}
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger
        label={readers.length === 0 ? `Delete ${kind}` : `Delete ${kind} all the same`}
        disabled={!guard.isPassed}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
