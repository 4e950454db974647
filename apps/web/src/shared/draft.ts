/**
 * What is written and not sent yet, between two visits, on this machine only: of one person in one cluster, as another
 * may sign in, and another cluster answer at the same address.
 */
const draftPrefix = 'gantry.deploy-draft.';
const editPrefix = 'gantry.config-draft.';

/** By whom and where drafts are written: a part of their keys, which neither a name nor a cluster can feign. */
export const draftOwnerOf = ({ cluster, person }: { cluster: string; person: string }): string =>
  `${encodeURIComponent(cluster)}/${encodeURIComponent(person)}`;

export const readDraft = (owner: string): string | null => read(draftPrefix + owner);
export const keepDraft = (owner: string, text: string): boolean => keep(draftPrefix + owner, text);
export const dropDraft = (owner: string): void => drop(draftPrefix + owner);

/** An edit of what is there already. */
export interface EditDraft {
  text: string;
  /** What it began from. */
  base: string;
}

/** Which edit it is: one that began from an earlier revision is another one than that of what runs. */
export interface EditPlace {
  owner: string;
  deploymentId: string;
  /** The revision that it began from; undefined: what runs. */
  from: number | undefined;
}

const editKey = ({ owner, deploymentId, from }: EditPlace) =>
  `${editPrefix}${owner}/${deploymentId}${from === undefined ? '' : `/r${from}`}`;

/** The edit that is kept there; null: none. One that says what is written anyway is no edit any more, and goes. */
export function readEdit<E extends EditDraft>(place: EditPlace, written: string): E | null {
  try {
    const kept: E | null = JSON.parse(read(editKey(place)) ?? 'null');
    if (kept?.text !== written) return kept;
  } catch {
    return null;
  }
  dropEdit(place);
  return null;
}

/** Whether it is kept. Where there is no more room, all other edits go first. */
export function keepEdit(place: EditPlace, edit: EditDraft): boolean {
  const [key, text] = [editKey(place), JSON.stringify(edit)];
  if (keep(key, text)) return true;
  dropAll((other) => other.startsWith(editPrefix) && other !== key);
  return keep(key, text);
}

export const dropEdit = (place: EditPlace): void => drop(editKey(place));

/** Whoever signs out leaves nothing of it in the browser, and neither do those before. */
export const forgetDrafts = (): void =>
  dropAll((key) => key.startsWith(editPrefix) || key.startsWith('gantry.deploy-draft'));

function dropAll(isMeant: (key: string) => boolean): void {
  try {
    for (const key of Object.keys(localStorage)) if (isMeant(key)) drop(key);
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
