import type { ServiceRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { useGuard } from '../../shared/ui/guard-field.tsx';

export default function DeleteDialog({ service, onClose }: { service: ServiceRecord; onClose: () => void }) {
  const navigate = useNavigate();
  const { namespace, name } = service;
  const { submit, pending, refusal } = useAct(api.services.delete.mutate, () => `${name} is deleted`);
  const guard = useGuard([{ namespace, name }]);
  const confirm = async () => {
    const reply = await submit({ namespace, name, typed: guard.typed });
    if (reply === null) return;
    if (reply.intent === null) void navigate({ to: '/services' });
    else onClose();
  };
  return (
    <Dialog title={`Delete service ${name}`} onClose={onClose}>
      <p className="text-ink-2">
        Its name and its address answer nobody any more, at once. The containers behind it run on.
      </p>
      {guard.field}
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger
        label="Delete service"
        disabled={!guard.isPassed}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
