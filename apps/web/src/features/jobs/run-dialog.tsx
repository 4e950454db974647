import type { JobRecord } from '@gantry/model';
import { useState } from 'react';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useJobPlan } from '../../live/plans.ts';
import { PlanSlot } from '../../shared/plan/plan-slot.tsx';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, TextArea } from '../../shared/ui/field.tsx';

/** `NAME=value` lines; null where a line is none. */
export function readVariables(text: string): Record<string, string> | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line));
  if (pairs.some((pair) => pair === null)) return null;
  return Object.fromEntries(pairs.map((pair) => [pair![1]!, pair![2]!]));
}

/** A run at once, or a build in the queue, with variables of its own. */
export default function RunDialog({ job, onClose }: { job: JobRecord; onClose: () => void }) {
  const { namespace, name, spec, generation } = job;
  const plan = useJobPlan({ action: 'run', namespace, name }, generation);
  const isBuild = spec.plan.kind === 'build';
  const [text, setText] = useState('');
  const environment = readVariables(text);
  const { submit, pending, refusal } = useChange(api.jobs.run.mutate, (reply) => reply.message);
  const confirm = async () => {
    if (environment !== null && (await submit({ namespace, name, environment })) !== null) onClose();
  };
  return (
    <Dialog
      title={isBuild ? `Queue a build of ${name}` : `Run ${name} now`}
      description={
        isBuild
          ? 'It gets an executor as soon as one of them is free, and the executor leaves with it.'
          : 'It stands beside the schedule, which goes on as it is.'
      }
      onClose={onClose}
    >
      <Field
        label="Variables of this run, one NAME=value a line"
        optional
        error={environment === null ? 'A line is not NAME=value.' : undefined}
      >
        {(control) => (
          <TextArea
            {...control}
            value={text}
            onChange={(event) => setText(event.target.value)}
            rows={4}
            placeholder="COMMIT=4f2a91c"
          />
        )}
      </Field>
      <div className="mt-3">
        <PlanSlot {...plan} currentReplicas={null} />
      </div>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={isBuild ? 'Queue the build' : 'Run now'}
        disabled={environment === null || plan.refusal !== null}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
