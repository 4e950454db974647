import { useState } from 'react';
import { useAct } from '../../../live/changes.ts';
import { api } from '../../../live/cluster.ts';
import { usePlan } from '../../../live/plans.ts';
import { PlanSlot } from '../../../shared/plan/plan-slot.tsx';
import { RefusalNotice } from '../../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../../shared/ui/dialog.tsx';
import { Field, Select, TextInput } from '../../../shared/ui/field.tsx';
import type { DeploymentDialogProps } from './deployment-dialogs.tsx';

/** A new image (for a process: a new artifact) makes a new revision, and a rollout to it. */
export function ImageDialog({
  current: { deployment, template },
  wanted: asked,
  onClose,
}: DeploymentDialogProps) {
  const { namespace, name, generation, spec } = deployment;
  // The program's own first: what runs before it is rarely what is meant.
  const containers = [...(template?.containers ?? []), ...(template?.initContainers ?? [])];
  // The template may come after the dialog has opened, as from a link: what nobody chose yet is read from it then.
  const [chosen, setContainer] = useState<string | null>(null);
  const [typed, setImage] = useState(asked.image ?? null);
  const container = chosen ?? containers[0]?.name ?? '';
  const now = containers.find((one) => one.name === container)?.image ?? '';
  const image = typed ?? now;
  const [cause, setCause] = useState('');
  const wanted = image.trim();
  const same = wanted === now || wanted === '' || container === '';
  const input = { namespace, name, container, image: wanted, cause: cause.trim() || null };
  const plan = usePlan(same ? null : { action: 'setImage', ...input }, generation);
  const { submit, pending, refusal } = useAct(
    api.deployments.setImage.mutate,
    (reply) => `${name} rolls out r${reply.deploymentRevision ?? ''}`,
  );
  const wrong = [...(refusal?.issues ?? []), ...(plan.refusal?.issues ?? [])].find(
    (one) => one.field === 'image',
  );
  const noun = template?.runtime === 'process' ? 'Artifact' : 'Image';
  const confirm = async () => {
    const planHash = plan.plan?.hash ?? null;
    if (await submit({ ...input, planHash })) onClose();
    else await plan.refetch();
  };
  return (
    <Dialog
      title={`Update ${name}`}
      description="The old containers leave only as new ones become ready."
      onClose={onClose}
    >
      <div className="mb-4 flex flex-col gap-3">
        {containers.length > 1 && (
          <ContainerField
            names={containers.map((one) => one.name)}
            firstOfInit={template?.containers.length ?? 0}
            value={container}
            onChange={setContainer}
          />
        )}
        <Field label={noun} help={same ? undefined : `now ${now || 'none'}`} error={wrong?.message}>
          {(control) => (
            <TextInput
              {...control}
              mono
              autoFocus
              value={image}
              onChange={(event) => setImage(event.target.value)}
            />
          )}
        </Field>
        <Field label="Why" optional help="Shown in the timeline.">
          {(control) => (
            <TextInput {...control} value={cause} onChange={(event) => setCause(event.target.value)} />
          )}
        </Field>
      </div>
      {same ? (
        <p className="text-ink-3">Change the reference to see what the rollout would do.</p>
      ) : (
        <PlanSlot {...plan} currentReplicas={spec.replicas} />
      )}
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={`Roll out r${deployment.revision + 1}`}
        disabled={same || !plan.isShown}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}

function ContainerField({
  names,
  firstOfInit,
  value,
  onChange,
}: {
  names: readonly string[];
  /** From this index on they run before the program. */
  firstOfInit: number;
  value: string;
  onChange: (name: string) => void;
}) {
  return (
    <Field label="Container">
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          {names.map((name, index) => (
            <option key={name} value={name}>
              {index < firstOfInit ? name : `${name} (before the program)`}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
