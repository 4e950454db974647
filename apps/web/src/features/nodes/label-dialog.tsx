import type { NodeRecord } from '@gantry/model';
import { useState } from 'react';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, TextArea } from '../../shared/ui/field.tsx';
import { labelLines, labelsIn } from './label-lines.ts';

/** What those who run a node say of it. It stops nothing: what runs stays, also where it would not be placed now. */
export default function LabelDialog({ node, onClose }: { node: NodeRecord; onClose: () => void }) {
  const before = labelLines(node.labels);
  const [lines, setLines] = useState(before);
  const { submit, pending, refusal } = useChange(
    api.nodes.update.mutate,
    () => `${node.name} has its new labels`,
  );
  const read = labelsIn(lines);
  const confirm = async () => {
    if ('labels' in read && (await submit({ node: node.id, labels: read.labels }))) onClose();
  };
  return (
    <Dialog
      title={`Label ${node.name}`}
      description="Deployments choose nodes by their labels. What runs here stays."
      onClose={onClose}
    >
      <Field
        label="Labels"
        help="One a line: zone=a. What its agent says of itself is not among them."
        error={'fault' in read ? read.fault : undefined}
      >
        {(control) => (
          <TextArea
            {...control}
            className="min-h-32 w-full"
            value={lines}
            autoFocus
            onChange={(event) => setLines(event.target.value)}
          />
        )}
      </Field>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label="Save labels"
        disabled={'fault' in read || lines === before}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
