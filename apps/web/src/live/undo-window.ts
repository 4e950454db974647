import { create } from 'zustand';

/** So many seconds an act waits on the server before it is done. 0: none, for emergencies. */
export const undoChoices = [0, 3, 5, 10, 30] as const;

const storageKey = 'gantry.undo-seconds';
const initialSeconds = 5;

function load(): number {
  try {
    const kept = Number(localStorage.getItem(storageKey) ?? initialSeconds);
    return undoChoices.find((seconds) => seconds === kept) ?? initialSeconds;
  } catch {
    return initialSeconds;
  }
}

/** How long this person wants to be able to take an act back. Kept in this browser. */
export const useUndoWindow = create<{ seconds: number }>(() => ({ seconds: load() }));

useUndoWindow.subscribe(({ seconds }) => {
  try {
    localStorage.setItem(storageKey, String(seconds));
  } catch {
    // A browser without storage forgets the choice with the tab.
  }
});
