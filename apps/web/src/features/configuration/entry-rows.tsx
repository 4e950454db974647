import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import { Field, TextArea, TextInput } from '../../shared/ui/field.tsx';
import { blankEntry, type Entry } from './entries.ts';
import type { Stored } from './stored.ts';

/** Keys with their values. */
export function EntryRows({
  kind,
  entries,
  faults,
  onChange,
}: {
  kind: Stored['kind'];
  entries: readonly Entry[];
  faults: ReadonlyMap<number, string>;
  onChange: (entries: Entry[]) => void;
}) {
  const [shown, setShown] = useState(kind === 'config');
  const put = (changed: Entry) => onChange(entries.map((one) => (one.id === changed.id ? changed : one)));
  const nextId = entries.reduce((most, { id }) => Math.max(most, id), -1) + 1;
  return (
    <div className="flex flex-col gap-3">
      {entries.map((entry) => (
        <div
          key={entry.id}
          className="grid grid-cols-[1fr_auto] gap-2 rounded-button border border-line p-2.5 sm:grid-cols-[12rem_1fr_auto]"
        >
          <Field label="Key" error={faults.get(entry.id)}>
            {(control) => (
              <TextInput
                {...control}
                mono
                value={entry.key}
                onChange={(event) => put({ ...entry, key: event.target.value })}
              />
            )}
          </Field>
          <div className="min-w-0 max-sm:col-span-2 max-sm:row-start-2">
            <EntryValue entry={entry} shown={shown} onChange={put} />
          </div>
          <Button
            icon
            variant="quiet"
            aria-label={`Remove ${entry.key || 'this key'}`}
            // Beside the fields, under the line of their labels.
            className="mt-5.5 max-sm:col-start-2 max-sm:row-start-1 pointer-coarse:mt-5"
            onClick={() => onChange(entries.filter(({ id }) => id !== entry.id))}
          >
            <Trash2 size={14} />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={() => onChange([...entries, blankEntry(nextId)])}>
          <Plus size={14} /> Add key
        </Button>
        {kind === 'secret' && (
          <Button variant="quiet" onClick={() => setShown(!shown)}>
            {shown ? 'Hide what is typed' : 'Show what is typed'}
          </Button>
        )}
      </div>
    </div>
  );
}

function EntryValue({
  entry,
  shown,
  onChange,
}: {
  entry: Entry;
  shown: boolean;
  onChange: (entry: Entry) => void;
}) {
  if (entry.value === null)
    return (
      // Beside the field of its key, which stands under a line of its own.
      <div className="flex h-full items-end pb-0.5">
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-ink-3">
            {entry.bytesBase64 === null ? 'Keeps its value' : 'Bytes, kept as they are'}
          </span>
          <Button variant="quiet" onClick={() => onChange({ ...entry, value: '' })}>
            Replace
          </Button>
        </div>
      </div>
    );
  return (
    <Field label="Value">
      {(control) => (
        <TextArea
          {...control}
          rows={Math.min(12, entry.value?.split('\n').length ?? 1)}
          autoComplete="off"
          className={classNames('min-h-8 w-full', !shown && '[-webkit-text-security:disc]')}
          value={entry.value ?? ''}
          onChange={(event) => onChange({ ...entry, value: event.target.value })}
        />
      )}
    </Field>
  );
}
