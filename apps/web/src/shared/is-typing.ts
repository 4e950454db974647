/** Whether a key belongs to what is being typed or to an open dialog, or single keys are off: then it is no shortcut. */
export function isTyping(event: KeyboardEvent): boolean {
  return isWriting(event) || isWithin(event, '[role="dialog"]');
}

/**
 * The same, but for a dialog: for a key whose act is on the screen beside one. What can be taken back is there before the
 * dialog that asked for it has gone.
 */
export function isWriting(event: KeyboardEvent): boolean {
  if (isChord(event)) return true;
  if (document.documentElement.dataset.singleKeys === 'off') return true;
  // A box is pressed, not written in.
  return isWithin(
    event,
    'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="menu"]',
  );
}

/**
 * Whether a key is meant for the screen: it was pressed on it, on the bars that lead to it, or on nothing while no dialog
 * is open. Not what is pressed in a dialog, a menu, the dock with its terminals, or a peek.
 */
export function isOnScreen(event: KeyboardEvent): boolean {
  if (event.target === document.body) return document.querySelector('[role="dialog"]') === null;
  return isWithin(event, '#screen, #top-bar, nav');
}

/** With one of these a key is the browser's or another shortcut's: Alt and the left arrow go back. */
export const isChord = ({
  metaKey,
  ctrlKey,
  altKey,
}: Pick<KeyboardEvent, 'metaKey' | 'ctrlKey' | 'altKey'>) => metaKey || ctrlKey || altKey;

/** What is pressed may be a part of a picture, as the timeline's revisions are. */
const isWithin = ({ target }: KeyboardEvent, selector: string) =>
  target instanceof Element && target.closest(selector) !== null;
