/** Whether a key belongs to what is being typed or to an open dialog, or single keys are off: then it is no shortcut. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey) return true;
  if (document.documentElement.dataset.singleKeys === 'off') return true;
  return (
    event.target instanceof HTMLElement &&
    event.target.closest(
      // A box is pressed, not written in.
      'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]',
    ) !== null
  );
}
