import type { OfferRecord } from '@gantry/model';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useOfferTimeoutMs } from '../../live/ladder.ts';
import { formatResources } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';

/** An offer that nobody has answered is taken back. */
export default function RescindDialog({
  offer: { id, resources },
  framework,
  node,
  onClose,
}: {
  offer: OfferRecord;
  framework: string;
  node: string;
  onClose: () => void;
}) {
  const timeoutMs = useOfferTimeoutMs();
  const { submit, pending, refusal } = useChange(
    api.offers.rescind.mutate,
    () => `Offer ${id} is taken back`,
  );
  const confirm = async () => {
    if (await submit({ offer: id })) onClose();
  };
  const kept = timeoutMs === null ? 'a while' : formatDuration(timeoutMs);
  return (
    <Dialog
      title={`Take back offer ${id}`}
      description={`Frees ${formatResources(resources)} on ${node}. ${framework} loses the offer, and is not offered the same for ${kept}. What it runs goes on.`}
      onClose={onClose}
    >
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger
        label="Take it back"
        back="Leave it"
        disabled={false}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
