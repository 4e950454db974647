/** What is written and not sent yet, between two visits, on this machine only. */
const key = 'gantry.deploy-draft';

export const readDraft = (): string | null => read(key);
export const keepDraft = (text: string): boolean => keep(key, text);
export const dropDraft = (): void => drop(key);

/** An edit of what is there already. */
export interface EditDraft {
  text: string;
  /** What it began from. */
  base: string;
}

const editPrefix = 'gantry.config-draft.';
const editKey = (deploymentId: string) => editPrefix + deploymentId;

/** The edit of a deployment that is kept. null: there is none, or it began from another revision than is asked for. */
export function readEdit<E extends EditDraft>(deploymentId: string, from: number | undefined): E | null {
  try {
    const kept = JSON.parse(read(editKey(deploymentId)) ?? 'null');
    return kept !== null && (from === undefined || kept.from === from) ? kept.edit : null;
  } catch {
    return null;
  }
}

/** Whether it is kept. Where there is no more room, the edits of other deployments go first. */
export function keepEdit(
  deploymentId: string,
  { edit, from }: { edit: EditDraft; from: number | undefined },
) {
  const text = JSON.stringify({ from, edit });
  if (keep(editKey(deploymentId), text)) return true;
  dropOtherEdits(deploymentId);
  return keep(editKey(deploymentId), text);
}

export const dropEdit = (deploymentId: string): void => drop(editKey(deploymentId));

function dropOtherEdits(deploymentId: string): void {
  try {
    for (const kept of Object.keys(localStorage))
      if (kept.startsWith(editPrefix) && kept !== editKey(deploymentId)) drop(kept);
  } catch {
    // Nothing is kept there.
  }
}

function read(of: string): string | null {
  try {
    return localStorage.getItem(of);
  } catch {
    return null;
  }
}

/** A browser without storage, or one that is full, only loses the draft. */
function keep(of: string, text: string): boolean {
  try {
    localStorage.setItem(of, text);
    return true;
  } catch {
    return false;
  }
}

function drop(of: string): void {
  try {
    localStorage.removeItem(of);
  } catch {
    // Nothing was kept there.
  }
}
