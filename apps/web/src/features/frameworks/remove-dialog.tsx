import type { FrameworkRecord } from '@gantry/model';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useFrameworkTasks, useRowsOf } from '../../live/hooks.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { removalSentence } from './removal-sentence.ts';

/** A scheduler from outside goes for good, and what it runs with it. */
export default function RemoveDialog({
  framework: { id, name },
  onClose,
}: {
  framework: FrameworkRecord;
  onClose: () => void;
}) {
  const counts = useFrameworkTasks();
  const offers = useRowsOf('offers', 'frameworkId', id).filter(({ state }) => state === 'outstanding');
  const { submit, pending, refusal } = useChange(api.frameworks.remove.mutate, () => `${name} is removed`);
  const confirm = async () => {
    if (await submit({ framework: id })) onClose();
  };
  return (
    <Dialog
      title={`Remove ${name}`}
      description="It is disconnected for good. It can register anew."
      onClose={onClose}
    >
      <p className="font-medium">
        {removalSentence({ tasks: counts === null ? null : (counts[id] ?? 0), offers: offers.length })}
      </p>
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
