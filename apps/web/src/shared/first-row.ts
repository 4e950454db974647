/** Focuses the first row of the screen's first table, and says whether there is one. */
export function focusFirstRow(): boolean {
  const row = document.querySelector<HTMLElement>('main [data-row]');
  row?.focus();
  return row !== null;
}

/** Whether the focus is somewhere from where an arrow would only scroll the page. */
export const isNowhere = (): boolean =>
  document.activeElement === null || document.activeElement.matches('body, main');
