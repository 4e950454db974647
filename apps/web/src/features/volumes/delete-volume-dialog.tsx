import { isGuarded } from '@gantry/model/guard';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useRow } from '../../live/hooks.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, TextInput } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { namesOfUsers, type VolumeRow } from './volume-row.ts';

type Data = 'keep' | 'delete';

/** Deleting asks what becomes of the data; where it goes for good, the name is typed. */
export default function DeleteVolumeDialog({ row, onClose }: { row: VolumeRow; onClose: () => void }) {
  const { volume, tasks, nodeName } = row;
  const users = namesOfUsers(row);
  const { namespace, name } = volume;
  const hasData = volume.state === 'ready' || volume.state === 'deleting';
  const [data, setData] = useState<Data>(volume.reclaim);
  const [typed, setTyped] = useState('');
  const navigate = useNavigate();
  const { submit, pending, refusal } = useAct(api.volumes.delete.mutate, (reply) => reply.message);
  const losesData = hasData && data === 'delete';
  const guarded = isGuarded(useRow('namespaces', namespace));
  const mustType = losesData || guarded;
  const confirm = async () => {
    const reply = await submit({ namespace, name, data, force: users.length > 0, typed });
    if (reply === null) return;
    onClose();
    if (reply.intent === null) void navigate({ to: '/configuration/volumes' });
  };
  return (
    <Dialog title={`Delete ${name}`} onClose={onClose}>
      {tasks.length > 0 && (
        <Notice tone="degraded" title="In use" className="mb-3">
          {tasks.map((task) => task.name).join(', ')} {tasks.length === 1 ? 'has' : 'have'} it mounted: stop
          what uses it first.
        </Notice>
      )}
      {tasks.length === 0 && users.length > 0 && (
        <Notice tone="pending" title="Still named" className="mb-3">
          The next containers of {users.join(', ')} would wait for a volume of this name.
        </Notice>
      )}
      {hasData ? (
        <DataChoice data={data} place={nodeName} onChange={setData} />
      ) : (
        <p className="text-ink-2">It was never used, so there is no data to lose.</p>
      )}
      {mustType && (
        <Field
          label={losesData ? `Type ${name} to delete its data` : `Type ${name} to delete it`}
          className="mt-4"
        >
          {(control) => (
            <TextInput {...control} value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
      )}
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger
        label={losesData ? 'Delete volume and data' : 'Delete volume'}
        disabled={tasks.length > 0 || (mustType && typed !== name)}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}

function DataChoice({
  data,
  place,
  onChange,
}: {
  data: Data;
  place: string | null;
  onChange: (data: Data) => void;
}) {
  const choices = [
    {
      value: 'keep' as const,
      title: 'Keep the data',
      about: `It stays${place === null ? '' : ` on ${place}`}, for you to look at or take away; the cluster knows nothing of it any more.`,
    },
    { value: 'delete' as const, title: 'Delete the data', about: 'For good. Nothing brings it back.' },
  ];
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-dense font-medium text-ink-2">What becomes of its data</legend>
      {choices.map(({ value, title, about }) => (
        <label key={value} className="flex items-start gap-2">
          <input
            type="radio"
            name="data"
            className="mt-0.75"
            checked={data === value}
            onChange={() => onChange(value)}
          />
          <span>
            {title}
            <span className="block text-dense text-ink-3">{about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
