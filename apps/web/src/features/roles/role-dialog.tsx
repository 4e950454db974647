import { useState } from 'react';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { quantityOfBytes, quantityOfCpu } from '../../shared/format/quantity.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, TextInput } from '../../shared/ui/field.tsx';
import { quotaSentence } from './quota-sentence.ts';
import { bytesOf, cpuMillisOf } from './quota-text.ts';
import type { Role } from './role-row.ts';

/** As typed; empty: not set. */
interface Typed {
  cpu: string;
  memory: string;
  gpus: string;
}

interface Amounts {
  cpuMillis?: number | null;
  memoryBytes?: number | null;
  gpus?: number | null;
}

function typedOf(amounts: Amounts | null): Typed {
  return {
    cpu: amounts?.cpuMillis ? quantityOfCpu(amounts.cpuMillis) : '',
    memory: amounts?.memoryBytes ? quantityOfBytes(amounts.memoryBytes) : '',
    gpus: amounts?.gpus ? String(amounts.gpus) : '',
  };
}

/** null: nothing is set. 'wrong': a field is no amount. */
function amountsOf({ cpu, memory, gpus }: Typed): Amounts | null | 'wrong' {
  const parts = {
    cpuMillis: cpu === '' ? undefined : cpuMillisOf(cpu),
    memoryBytes: memory === '' ? undefined : bytesOf(memory),
    gpus: gpus === '' ? undefined : /^\d+$/.test(gpus) ? Number(gpus) : null,
  };
  if (Object.values(parts).includes(null)) return 'wrong';
  const set = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  return Object.keys(set).length === 0 ? null : set;
}

/** `role` null: a new one. */
export default function RoleDialog({
  role,
  onClose,
}: {
  role: Omit<Role, 'frameworks'> | null;
  onClose: () => void;
}) {
  const [name, setName] = useState(role?.name ?? '');
  const [weight, setWeight] = useState(String(role?.weight ?? 1));
  const [least, setLeast] = useState(() => typedOf(role?.quotaGuarantee ?? null));
  const [most, setMost] = useState(() => typedOf(role?.quotaLimit ?? null));
  const { submit, pending, refusal } = useChange(
    api.roles.save.mutate,
    (_, input) => `${input.name} is saved`,
  );
  const guarantee = amountsOf(least);
  const limit = amountsOf(most);
  const wrong = guarantee === 'wrong' || limit === 'wrong' || !(Number(weight) > 0) || name.trim() === '';
  const save = async () => {
    if (guarantee === 'wrong' || limit === 'wrong') return;
    const input = { name: name.trim(), weight: Number(weight), quotaGuarantee: guarantee, quotaLimit: limit };
    if (await submit(input)) onClose();
  };
  return (
    <Dialog
      title={role === null ? 'New role' : `Role ${role.name}`}
      description="Free resources go to the role whose share is smallest for its weight. Guarantees are met before anybody gets more; a limit is never passed."
      onClose={onClose}
    >
      <div className="flex flex-col gap-3">
        <div className="grid grid-cols-[1fr_7rem] gap-3">
          <Field label="Name" help="Parts joined by / share what their parent gets.">
            {(control) => (
              <TextInput
                {...control}
                disabled={role !== null}
                autoFocus={role === null}
                placeholder="eng/web"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label="Weight" error={Number(weight) > 0 ? undefined : 'must be above 0'}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="decimal"
                value={weight}
                onChange={(event) => setWeight(event.target.value)}
              />
            )}
          </Field>
        </div>
        <AmountFields legend="Guarantee" typed={least} onTyped={setLeast} />
        <AmountFields legend="Limit" typed={most} onTyped={setMost} />
        <ComesTo taken={role?.taken ?? null} guarantee={guarantee} limit={limit} />
      </div>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={role === null ? 'Create role' : 'Save'}
        disabled={wrong}
        pending={pending}
        onConfirm={() => void save()}
        onCancel={onClose}
      />
    </Dialog>
  );
}

/** What the quotas would come to, by what the role holds; nothing while a field is no amount. */
function ComesTo({
  taken,
  guarantee,
  limit,
}: {
  taken: Role['taken'];
  guarantee: Amounts | null | 'wrong';
  limit: Amounts | null | 'wrong';
}) {
  const isTold = taken !== null && guarantee !== 'wrong' && limit !== 'wrong';
  const sentence = isTold ? quotaSentence(taken, { guarantee, limit }) : '';
  return <output className="font-medium empty:hidden">{sentence}</output>;
}

function AmountFields({
  legend,
  typed,
  onTyped,
}: {
  legend: string;
  typed: Typed;
  onTyped: (typed: Typed) => void;
}) {
  const fields = [
    { key: 'cpu', label: 'CPU', placeholder: '4, 500m', wrong: cpuMillisOf(typed.cpu) === null },
    { key: 'memory', label: 'Memory', placeholder: '8Gi', wrong: bytesOf(typed.memory) === null },
    { key: 'gpus', label: 'GPU', placeholder: '1', wrong: !/^\d+$/.test(typed.gpus) },
  ] as const;
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="grid grid-cols-3 gap-3 max-[22rem]:grid-cols-2">
        {fields.map(({ key, label, placeholder, wrong }) => (
          <Field
            key={key}
            label={label}
            optional
            error={typed[key] !== '' && wrong ? `such as ${placeholder}` : undefined}
          >
            {(control) => (
              <TextInput
                {...control}
                placeholder={placeholder}
                value={typed[key]}
                onChange={(event) => onTyped({ ...typed, [key]: event.target.value.trim() })}
              />
            )}
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
