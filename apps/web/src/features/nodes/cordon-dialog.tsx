import type { NodeRecord } from '@gantry/model';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useRows } from '../../live/hooks.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { cordonSentence } from './cordon-sentence.ts';

/** Keeps new containers off a node. It can be pressed at once, as it stops nothing. */
export default function CordonDialog({
  node,
  tasks,
  onClose,
}: {
  node: NodeRecord;
  /** So many run on it. */
  tasks: number;
  onClose: () => void;
}) {
  const nodes = useRows('nodes');
  const { submit, pending, refusal } = useChange(
    api.nodes.cordon.mutate,
    () => `${node.name} takes nothing new`,
  );
  const confirm = async () => {
    if (await submit({ node: node.id })) onClose();
  };
  return (
    <Dialog title={`Cordon ${node.name}`} description="Until it is uncordoned." onClose={onClose}>
      <p className="font-medium">{cordonSentence(node, tasks, nodes)}</p>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={`Cordon ${node.name}`}
        disabled={false}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
