import type { NodeRecord } from '@gantry/model';
import { useState } from 'react';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, TextArea } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { haveMoved, labelLines, labelsIn } from './label-lines.ts';

/** What those who run a node say of it. It stops nothing: what runs stays, also where it would not be placed now. */
export default function LabelDialog({ node, onClose }: { node: NodeRecord; onClose: () => void }) {
  const now = labelLines(node.labels);
  const [before, setBefore] = useState(now);
  const [lines, setLines] = useState(now);
  const isMoved = haveMoved({ read: before, now, written: lines });
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
      {isMoved && (
        <Notice
          tone="degraded"
          live
          title="The labels were changed by somebody else meanwhile"
          action={
            <Button
              onClick={() => {
                setBefore(now);
                setLines(now);
              }}
            >
              Take theirs
            </Button>
          }
        >
          Saving would take that back. Take what is there now, and write yours into it.
        </Notice>
      )}
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label="Save labels"
        disabled={'fault' in read || lines === before || isMoved}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
