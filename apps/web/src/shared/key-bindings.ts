import { create } from 'zustand';
import { isTyping } from './is-typing.ts';

/** Single keys that a person may put elsewhere, by the key that they have at first. */
export const rebindable: readonly { key: string; label: string }[] = [
  { key: 's', label: 'Scale the deployment' },
  { key: 'u', label: 'Update its image' },
  { key: 'r', label: 'Roll back' },
  { key: 'e', label: 'Edit the configuration' },
  { key: 'd', label: 'Compare two revisions' },
  { key: 'l', label: 'Logs, in the dock' },
  { key: 'w', label: 'Why it waits' },
  { key: 'x', label: 'Choose a row' },
  { key: 'z', label: 'Take back the last act that waits' },
  { key: 'h', label: 'The time bar' },
  { key: 'c', label: 'Copy as' },
];

/** From the first key to the chosen one; those that are missing are where they were. */
export type KeyBindings = Readonly<Record<string, string>>;

/** Keys that mean something everywhere and stay where they are. */
const fixed = new Map([
  ['g', 'the way to places'],
  ['j', 'the next row'],
  ['k', 'the previous row'],
]);

export const keyFor = (first: string, bindings: KeyBindings): string => bindings[first] ?? first;

/** What has this key already, other than `first`; null: nothing. */
export function conflictOf(key: string, first: string, bindings: KeyBindings): string | null {
  const reserved = fixed.get(key);
  if (reserved !== undefined) return reserved;
  const other = rebindable.find((one) => one.key !== first && keyFor(one.key, bindings) === key);
  return other?.label ?? null;
}

/** Another key for an action; its first one takes the choice back. */
export function rebound(bindings: KeyBindings, first: string, key: string): KeyBindings {
  const { [first]: _, ...others } = bindings;
  return key === first ? others : { ...others, [first]: key };
}

/** The first key that a pressed one stands for. null: it stands for nothing any more. */
export function firstKeyOf(pressed: string, bindings: KeyBindings): string | null {
  const chosen = rebindable.find(({ key }) => keyFor(key, bindings) === pressed);
  if (chosen !== undefined) return chosen.key;
  return rebindable.some(({ key }) => key === pressed) ? null : pressed;
}

const storageKey = 'gantry.keys';

function load(): KeyBindings {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    const entries = Object.entries(typeof kept === 'object' && kept !== null ? kept : {});
    return Object.fromEntries(entries.filter(([, key]) => typeof key === 'string' && /^[a-z0-9]$/.test(key)));
  } catch {
    return {};
  }
}

/** Kept in this browser. */
export const useKeyBindings = create<{ bindings: KeyBindings }>(() => ({ bindings: load() }));

useKeyBindings.subscribe(({ bindings }) => {
  try {
    localStorage.setItem(storageKey, JSON.stringify(bindings));
  } catch {
    // A browser without storage forgets the choice with the tab.
  }
});

/** Events that stand for another key's, so that they are not translated again. */
const translated = new WeakSet<Event>();

/**
 * Turns a chosen key into the first one before anything hears it: whoever listens knows only the first keys. Nothing is
 * touched while something is typed, or with Ctrl, Alt or Shift.
 */
export function startKeyBindings(): void {
  const press = (event: KeyboardEvent) => {
    const { bindings } = useKeyBindings.getState();
    if (Object.keys(bindings).length === 0 || translated.has(event) || event.shiftKey || isTyping(event))
      return;
    const key = firstKeyOf(event.key, bindings);
    if (key === event.key) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (key === null) return;
    const stand = new KeyboardEvent('keydown', { key, code: event.code, bubbles: true, cancelable: true });
    translated.add(stand);
    event.target?.dispatchEvent(stand);
  };
  addEventListener('keydown', press, { capture: true });
}
