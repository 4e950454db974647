import { useEffect, useState } from 'react';
import { conflictOf, keyFor, rebindable, rebound, useKeyBindings } from '../../shared/key-bindings.ts';
import { Button, KeyCap } from '../../shared/ui/button.tsx';
import { Panel } from '../../shared/ui/panel.tsx';

/** Which single key does what, for whoever wants others. */
export function KeysPanel() {
  const bindings = useKeyBindings((state) => state.bindings);
  const [asking, setAsking] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    if (asking === null) return;
    const press = (event: KeyboardEvent) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.key === 'Escape') return setAsking(null);
      const key = event.key.toLowerCase();
      if (!/^[a-z0-9]$/.test(key) || event.ctrlKey || event.metaKey || event.altKey)
        return setWrong('Press a letter or a digit.');
      const taken = conflictOf(key, asking, bindings);
      if (taken !== null) return setWrong(`${key.toUpperCase()} is taken: ${taken}.`);
      useKeyBindings.setState({ bindings: rebound(bindings, asking, key) });
      setAsking(null);
    };
    addEventListener('keydown', press, { capture: true });
    return () => removeEventListener('keydown', press, { capture: true });
  }, [asking, bindings]);
  const ask = (key: string) => {
    setWrong(null);
    setAsking(key);
  };
  return (
    <Panel
      title="Keys"
      actions={
        Object.keys(bindings).length > 0 && (
          <Button onClick={() => useKeyBindings.setState({ bindings: {} })}>All as they were</Button>
        )
      }
    >
      <ul className="grid gap-x-8 md:grid-cols-2">
        {rebindable.map(({ key, label }) => (
          <li
            key={key}
            className="flex min-h-9 items-center justify-between gap-3 border-t border-line py-0.5"
          >
            <span className="min-w-0 truncate">{label}</span>
            <Button
              className="min-w-11"
              aria-label={`Another key for: ${label}. It has ${keyFor(key, bindings).toUpperCase()}`}
              aria-pressed={asking === key}
              onClick={() => ask(key)}
            >
              {asking === key ? 'Press a key' : <KeyCap always>{keyFor(key, bindings).toUpperCase()}</KeyCap>}
            </Button>
          </li>
        ))}
      </ul>
      <p role="status" data-tone="failed" className="text-dense text-tone-ink not-empty:mt-2">
        {asking !== null && wrong}
      </p>
    </Panel>
  );
}
