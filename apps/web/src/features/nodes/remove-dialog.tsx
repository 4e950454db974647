import type { NodeRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';

/** Takes a node out of the cluster for good; its agent would have to join again. */
export default function RemoveDialog({ node, onClose }: { node: NodeRecord; onClose: () => void }) {
  const navigate = useNavigate();
  const { submit, pending, refusal } = useAct(api.nodes.remove.mutate, () => `${node.name} is removed`);
  const confirm = async () => {
    const reply = await submit({ node: node.id });
    if (reply === null) return;
    if (reply.intent === null) void navigate({ to: '/nodes' });
    else onClose();
  };
  return (
    <Dialog title={`Remove ${node.name}`} onClose={onClose}>
      <p className="text-ink-2">
        The cluster forgets the node. What still runs there is given up and started elsewhere; should its
        agent come back, it has to join again.
      </p>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger
        label={`Remove ${node.name}`}
        disabled={false}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
