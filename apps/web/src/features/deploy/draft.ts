/** The form's text between two visits, on this machine only. */
const key = 'gantry.deploy-draft';

export function readDraft(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keepDraft(text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // A browser without storage only loses the draft.
  }
}

export function dropDraft(): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept there.
  }
}
