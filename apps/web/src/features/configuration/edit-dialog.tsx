import { checkConfigKey, checkName } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, TextInput } from '../../shared/ui/field.tsx';
import { dataOf, entriesOf, faultsOf } from './entries.ts';
import { EntryRows } from './entry-rows.tsx';
import type { Stored } from './stored.ts';
import { routeOf } from './stored-table.tsx';

interface EditDialogProps {
  kind: Stored['kind'];
  /** null: a new one. */
  stored: Stored | null;
  onClose: () => void;
}

/** Makes a config or secret, or its next version. */
export default function EditDialog({ kind, stored, onClose }: EditDialogProps) {
  const navigate = useNavigate();
  const record = stored?.record ?? null;
  const [name, setName] = useState(record?.name ?? '');
  const [namespace, setNamespace] = useState(record?.namespace ?? 'default');
  const [entries, setEntries] = useState(() => entriesOf(record));
  const [roll, setRoll] = useState(true);
  const save = kind === 'config' ? api.configs.save.mutate : api.secrets.save.mutate;
  const { submit, pending, refusal } = useChange(save, (reply) => reply.message);
  const faults = faultsOf(entries, checkConfigKey);
  const readers = stored?.readers.length ?? 0;
  const confirm = async () => {
    const { labels = {}, annotations = {}, immutable = false } = record ?? {};
    const type = kind === 'secret' && record !== null && 'type' in record ? { type: record.type } : {};
    const reply = await submit({
      manifest: { name, namespace, labels, annotations, immutable, ...type, ...dataOf(entries) },
      mode: record === null ? 'create' : 'update',
      ...(record === null ? {} : { ifVersion: record.version }),
      roll: roll && readers > 0,
    });
    if (reply === null) return;
    onClose();
    void navigate({ to: routeOf({ kind }), params: { namespace, name } });
  };
  return (
    <Dialog
      wide
      title={record === null ? `New ${kind}` : `Edit ${record.name}`}
      description={aboutKind[kind]}
      onClose={onClose}
    >
      {record === null && (
        <NameFields name={name} namespace={namespace} onName={setName} onNamespace={setNamespace} />
      )}
      <EntryRows kind={kind} entries={entries} faults={faults} onChange={setEntries} />
      {readers > 0 && (
        <label className="mt-4 flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-0.75"
            checked={roll}
            onChange={(event) => setRoll(event.target.checked)}
          />
          <span>
            Restart {formatPlural(readers, 'deployment')} with it
            <span className="block text-dense text-ink-3">
              Container by container, as each one’s strategy allows. Otherwise those that run keep what they
              were given.
            </span>
          </span>
        </label>
      )}
      <div className="mt-3">
        <RefusalNotice refusal={refusal} />
      </div>
      <ConfirmRow
        label={record === null ? `Create ${kind}` : `Save version ${record.version + 1}`}
        disabled={faults.size > 0 || name === ''}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}

const aboutKind = {
  config: 'Files and variables that anybody who sees this cluster may read.',
  secret: 'Written once, never shown again: only containers that name it are given it.',
};

function NameFields({
  name,
  namespace,
  onName,
  onNamespace,
}: {
  name: string;
  namespace: string;
  onName: (name: string) => void;
  onNamespace: (namespace: string) => void;
}) {
  const errorOf = (text: string) => (text === '' ? undefined : (checkName(text) ?? undefined));
  return (
    <div className="mb-4 grid gap-3 sm:grid-cols-2">
      <Field label="Name" error={errorOf(name)}>
        {(control) => (
          <TextInput {...control} autoFocus value={name} onChange={(event) => onName(event.target.value)} />
        )}
      </Field>
      <Field label="Namespace" error={errorOf(namespace)}>
        {(control) => (
          <TextInput {...control} value={namespace} onChange={(event) => onNamespace(event.target.value)} />
        )}
      </Field>
    </div>
  );
}
