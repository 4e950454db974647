import { tinykeys } from 'tinykeys';
import { replica } from '../../live/cluster.ts';
import { newestOf, withdraw } from '../../shared/intents/waiting-intents.ts';
import { isTyping } from '../../shared/is-typing.ts';
import { useAppearance } from '../appearance.ts';
import { places } from '../places.ts';
import { openPalette, useShellDialogs } from './dialogs.ts';

export interface Shortcut {
  keys: string;
  label: string;
}

/** What the screens themselves listen to; told in the list of keys. */
export const screenShortcuts: readonly Shortcut[] = [
  { keys: '/', label: 'Filter this list' },
  { keys: 'J K', label: 'Next, previous row' },
  { keys: 'Enter', label: 'Open' },
  { keys: 'S', label: 'Scale the deployment' },
  { keys: 'U', label: 'Update its image' },
  { keys: 'R', label: 'Roll back' },
  { keys: '← →', label: 'Older, newer revision on the timeline' },
  { keys: 'Ctrl Enter', label: 'Confirm a plan' },
];

/** The keys that work everywhere. Returns what takes them away again. */
export function startShortcuts(go: (to: string) => void): () => void {
  const idle = (act: () => void) => (event: KeyboardEvent) => {
    if (isTyping(event)) return;
    event.preventDefault();
    act();
  };
  return tinykeys(window, {
    '$mod+k': (event) => {
      event.preventDefault();
      openPalette();
    },
    'Shift+?': idle(() => useShellDialogs.setState({ open: 'keys' })),
    '[': idle(() => useAppearance.setState((state) => ({ railOpen: !state.railOpen }))),
    z: idle(() => {
      const newest = newestOf(
        [...replica.tables.intents.values()].filter(({ state }) => state === 'waiting'),
      );
      if (newest !== undefined) void withdraw(newest);
    }),
    'g d': idle(() => go('/deploy')),
    ...Object.fromEntries(places.map((place) => [`g ${place.key}`, idle(() => go(place.to))])),
  });
}
