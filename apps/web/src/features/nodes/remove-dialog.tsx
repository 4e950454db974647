import type { NodeRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useRowsOf, useScope } from '../../live/hooks.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { isLive } from '../../shared/verdict.ts';
import { removalSentence } from './removal-sentence.ts';

/** Takes a node out of the cluster for good; its agent would have to join again. */
export default function RemoveDialog({ node, onClose }: { node: NodeRecord; onClose: () => void }) {
  const navigate = useNavigate();
  const isKnown = useScope(`node:${node.id}`);
  const live = useRowsOf('tasks', 'nodeId', node.id).filter(isLive);
  const { submit, pending, refusal } = useAct(api.nodes.remove.mutate, () => `${node.name} is removed`);
  const confirm = async () => {
    const reply = await submit({ node: node.id });
    if (reply === null) return;
    if (reply.intent === null) void navigate({ to: '/nodes' });
    else onClose();
  };
  return (
    <Dialog title={`Remove ${node.name}`} onClose={onClose}>
      <p className="font-medium">{isKnown ? removalSentence(live) : 'What runs there is being counted.'}</p>
      <p className="mt-1 text-ink-2">
        The cluster forgets the node. Should its agent come back, it has to join again.
      </p>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger
        label={`Remove ${node.name}`}
        disabled={!isKnown}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
