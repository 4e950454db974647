import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { keyFor, useKeyBindings } from '../../shared/key-bindings.ts';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { places } from '../places.ts';
import { closeDialog } from './dialogs.ts';
import { onScreen, type Shortcut, shellShortcuts, shortcutsOn } from './shortcut-list.ts';

export default function KeysDialog() {
  const bindings = useKeyBindings((state) => state.bindings);
  const path = useRouter().state.location.pathname;
  const [there] = useState(onScreen);
  // What is told is where the keys are now.
  const now = ({ keys, label }: Shortcut): Shortcut => ({
    keys: keys.length === 1 ? keyFor(keys.toLowerCase(), bindings).toUpperCase() : keys,
    label,
  });
  const goTo = places.map(({ key, label }) => ({ keys: `G ${key.toUpperCase()}`, label }));
  return (
    <Dialog title="Keyboard shortcuts" onClose={closeDialog} wide>
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <div className="flex flex-col gap-4">
          <KeyList title="On this screen" rows={shortcutsOn(path, there).map(now)} />
          <KeyList title="Everywhere" rows={shellShortcuts.map(now)} />
        </div>
        <KeyList title="Go to" rows={goTo} />
      </div>
    </Dialog>
  );
}

function KeyList({ title, rows }: { title: string; rows: readonly { keys: string; label: string }[] }) {
  return (
    <section>
      <h3 className="mb-1 text-dense text-ink-3">{title}</h3>
      <dl className="flex flex-col">
        {rows.map((row) => (
          <div
            key={`${row.keys} ${row.label}`}
            className="flex min-h-6 items-center justify-between gap-4 border-b border-line last:border-0"
          >
            <dt>{row.label}</dt>
            <dd className="flex gap-1">
              {row.keys.split(' ').map((key) => (
                <kbd
                  key={key}
                  className="inline-flex min-w-5 justify-center rounded-control border border-line bg-raised px-1 font-sans text-label font-medium text-ink-2"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
