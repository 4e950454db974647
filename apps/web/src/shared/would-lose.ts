/** The path of the screen on which something was typed or chosen last. */
let typedOn: string | null = null;

/** Takes note of what is typed anywhere. Returns what ends that. */
export function startTyped(): () => void {
  const note = () => {
    typedOn = location.pathname;
  };
  document.addEventListener('input', note, true);
  return () => document.removeEventListener('input', note, true);
}

/** Whether the page, loaded anew now, may lose what somebody has typed or chosen: more than its address tells. */
export const wouldLose = (): boolean =>
  mayLose({
    typedOn,
    path: location.pathname,
    hasDialog: document.querySelector('[role="dialog"]') !== null,
  });

/** What was typed on a screen went with it; of a dialog nobody knows what was chosen in it. */
export const mayLose = (now: { typedOn: string | null; path: string; hasDialog: boolean }): boolean =>
  now.hasDialog || now.typedOn === now.path;
