import type { FrameworkRecord } from '@gantry/model';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';

/** A scheduler from outside goes for good, and what it runs with it. */
export default function RemoveDialog({
  framework: { id, name },
  onClose,
}: {
  framework: FrameworkRecord;
  onClose: () => void;
}) {
  const { submit, pending, refusal } = useChange(api.frameworks.remove.mutate, () => `${name} is removed`);
  const confirm = async () => {
    if (await submit({ framework: id })) onClose();
  };
  return (
    <Dialog
      title={`Remove ${name}`}
      description="It is disconnected for good and everything it runs is stopped. It can register anew."
      onClose={onClose}
    >
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger
        label={`Remove ${name}`}
        disabled={false}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
