import { checkName, localDriver, storageAttribute, type VolumeRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useRows } from '../../live/hooks.ts';
import { quantityOfBytes } from '../../shared/format/quantity.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, Select, TextInput } from '../../shared/ui/field.tsx';
import { accessWords } from './volume-row.ts';

/** Makes a volume, or changes what is asked of one. Driver and options stay, as data may be there already. */
export default function EditVolumeDialog({
  volume,
  onClose,
}: {
  volume: VolumeRecord | null;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const [asked, setAsked] = useState(() => ({
    name: volume?.name ?? '',
    namespace: volume?.namespace ?? 'default',
    driver: volume?.driver ?? localDriver,
    capacity: volume === null || volume.capacityBytes === 0 ? '' : quantityOfBytes(volume.capacityBytes),
    access: volume?.access ?? ('oneNode' as VolumeRecord['access']),
    reclaim: volume?.reclaim ?? ('keep' as VolumeRecord['reclaim']),
  }));
  const put = (change: Partial<typeof asked>) => setAsked({ ...asked, ...change });
  const { submit, pending, refusal } = useChange(api.volumes.save.mutate, (reply) => reply.message);
  const faultOf = (field: string) => refusal?.issues.find((issue) => issue.field === field)?.message;
  const { name, namespace, capacity, ...rest } = asked;
  const confirm = async () => {
    const { labels = {}, annotations = {}, options = {} } = volume ?? {};
    const size = capacity.trim() === '' ? {} : { capacity: capacity.trim() };
    const manifest = { name, namespace, ...rest, ...size, labels, annotations, options };
    const reply = await submit({ manifest, mode: volume === null ? 'create' : 'update' });
    if (reply === null) return;
    onClose();
    void navigate({ to: '/configuration/volumes/$namespace/$name', params: { namespace, name } });
  };
  return (
    <Dialog
      title={volume === null ? 'New volume' : `Edit ${volume.name}`}
      description="Data that outlives the containers that wrote it."
      onClose={onClose}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {volume === null && (
          <>
            <Field label="Name" error={name === '' ? undefined : (checkName(name) ?? undefined)}>
              {(control) => (
                <TextInput
                  {...control}
                  autoFocus
                  value={name}
                  onChange={(e) => put({ name: e.target.value })}
                />
              )}
            </Field>
            <Field label="Namespace" error={checkName(namespace) ?? undefined}>
              {(control) => (
                <TextInput
                  {...control}
                  value={namespace}
                  onChange={(e) => put({ namespace: e.target.value })}
                />
              )}
            </Field>
            <DriverField
              driver={asked.driver}
              error={faultOf('driver')}
              onDriver={(driver) => put({ driver })}
            />
          </>
        )}
        <Field
          label="Size"
          optional
          help="As 10Gi. Folders of a node do not enforce it."
          error={faultOf('capacity')}
        >
          {(control) => (
            <TextInput {...control} value={capacity} onChange={(e) => put({ capacity: e.target.value })} />
          )}
        </Field>
        <Field label="Mounted by" className="sm:col-span-2">
          {(control) => (
            <Select
              {...control}
              value={asked.access}
              onChange={(e) => put({ access: e.target.value as VolumeRecord['access'] })}
            >
              {Object.entries(accessWords).map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="When it is deleted" className="sm:col-span-2">
          {(control) => (
            <Select
              {...control}
              value={asked.reclaim}
              onChange={(e) => put({ reclaim: e.target.value as VolumeRecord['reclaim'] })}
            >
              <option value="keep">its data stays on the node</option>
              <option value="delete">its data goes with it</option>
            </Select>
          )}
        </Field>
      </div>
      <div className="mt-3">
        <RefusalNotice refusal={refusal} />
      </div>
      <ConfirmRow
        label={volume === null ? 'Create volume' : 'Save'}
        disabled={name === ''}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}

/** The drivers that the nodes have now. */
function DriverField({
  driver,
  error,
  onDriver,
}: {
  driver: string;
  error: string | undefined;
  onDriver: (driver: string) => void;
}) {
  const nodes = useRows('nodes');
  const had = nodes.flatMap(({ attributes }) =>
    (attributes[storageAttribute] ?? '').split(',').filter(Boolean),
  );
  const drivers = [...new Set([localDriver, ...had])];
  return (
    <Field
      label="Driver"
      error={error}
      help={
        driver === localDriver
          ? 'A folder of the node, for containers and processes.'
          : 'For containers only.'
      }
    >
      {(control) => (
        <Select {...control} value={driver} onChange={(event) => onDriver(event.target.value)}>
          {drivers.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}
