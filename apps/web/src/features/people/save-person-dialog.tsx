import type { Level } from '@gantry/model';
import { useState } from 'react';
import { type Refusal, refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, Select, TextInput } from '../../shared/ui/field.tsx';
import { namespacesIn, type PersonRow } from './person-row.ts';

/** `person` null: somebody new, whose token comes back. */
export function SavePersonDialog({
  person,
  onToken,
  onClose,
}: {
  person: PersonRow | null;
  onToken: (made: { name: string; token: string }) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState(person?.name ?? '');
  const [level, setLevel] = useState<Level>(person?.level ?? 'viewer');
  const [line, setLine] = useState(person?.namespaces?.join(', ') ?? '');
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const save = async () => {
    setPending(true);
    try {
      const { token } = await api.people.save.mutate({
        name,
        level,
        namespaces: level === 'operator' ? namespacesIn(line) : null,
      });
      if (token !== null) onToken({ name: name.trim(), token });
      onClose();
    } catch (fault) {
      setRefusal(refusalOf(fault));
      setPending(false);
    }
  };
  return (
    <Dialog title={person === null ? 'Add somebody' : `What ${person.name} may do`} onClose={onClose}>
      <div className="flex flex-col gap-3">
        {person === null && (
          <Field label="Name" help="As it stands in the history and the audit trail.">
            {(control) => (
              <TextInput
                {...control}
                autoFocus
                placeholder="ana"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label="May">
          {(control) => (
            <Select {...control} value={level} onChange={(event) => setLevel(event.target.value as Level)}>
              <option value="viewer">look: a viewer</option>
              <option value="operator">act: an operator</option>
              <option value="admin">everything, people as well: an administrator</option>
            </Select>
          )}
        </Field>
        {level === 'operator' && (
          <Field
            label="In namespaces"
            optional
            help="Left empty: in all, and on nodes and roles as well. Programs are not walled off from each other by it."
          >
            {(control) => (
              <TextInput
                {...control}
                mono
                placeholder="shop, till"
                value={line}
                onChange={(event) => setLine(event.target.value)}
              />
            )}
          </Field>
        )}
      </div>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={person === null ? 'Add' : 'Save'}
        disabled={name.trim() === ''}
        pending={pending}
        onConfirm={() => void save()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
