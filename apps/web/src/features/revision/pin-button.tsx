import type { RevisionEntry } from '@gantry/client';
import { longestPin } from '@gantry/model';
import { useState } from 'react';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, TextInput } from '../../shared/ui/field.tsx';

interface Pinned {
  namespace: string;
  name: string;
  entry: RevisionEntry;
}

/** Keeps a revision whatever the history limit says, under a name; or lets it go with the others again. */
export function PinButton({
  namespace,
  name,
  entry,
  begun,
  onDone,
}: Pinned & {
  /** Its name is asked for from the start. */
  begun: boolean;
  onDone: () => void;
}) {
  const [naming, setNaming] = useState(begun);
  const { submit, pending } = useChange(
    api.deployments.pin.mutate,
    () => `r${entry.number} is pinned no more`,
  );
  if (entry.pinned !== null)
    return (
      <Button
        acts
        pending={pending}
        onClick={() =>
          void submit({ namespace, name, revision: entry.number, pin: null }).then(
            (reply) => reply && onDone(),
          )
        }
      >
        Unpin
      </Button>
    );
  return (
    <>
      <Button acts onClick={() => setNaming(true)}>
        Pin
      </Button>
      {naming && (
        <PinDialog
          namespace={namespace}
          name={name}
          entry={entry}
          onClose={(done) => {
            setNaming(false);
            if (done) onDone();
          }}
        />
      )}
    </>
  );
}

function PinDialog({ namespace, name, entry, onClose }: Pinned & { onClose: (done: boolean) => void }) {
  const [pin, setPin] = useState('');
  const { submit, pending, refusal } = useChange(
    api.deployments.pin.mutate,
    (_, input) => `r${input.revision} is kept as ${input.pin}`,
  );
  const confirm = async () => {
    if (await submit({ namespace, name, revision: entry.number, pin: pin.trim() })) onClose(true);
  };
  return (
    <Dialog
      title={`Pin r${entry.number} of ${name}`}
      description="It is kept however many come after it, so it can always be gone back to."
      onClose={() => onClose(false)}
    >
      <Field label="Name" help="Says why it is worth keeping, for example: before the sale.">
        {(control) => (
          <TextInput
            {...control}
            autoFocus
            maxLength={longestPin}
            value={pin}
            onChange={(event) => setPin(event.target.value)}
          />
        )}
      </Field>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={`Pin r${entry.number}`}
        disabled={pin.trim() === ''}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={() => onClose(false)}
      />
    </Dialog>
  );
}
