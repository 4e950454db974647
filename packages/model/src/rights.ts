/** Without schemas, so that a browser's first screen can read it. */

/** What somebody may do: look; change what is in their namespaces; change everything, people as well. */
export const levels = ['viewer', 'operator', 'admin'] as const;
export type Level = (typeof levels)[number];

/** What a person may do, and where. */
export interface Rights {
  level: Level;
  /** Where an operator may act. null: everywhere, on what belongs to no namespace as well. */
  namespaces: readonly string[] | null;
}

/** Whoever has the administrator's token. */
export const administrator = 'admin';

/** Whether these rights reach so far: into all of these namespaces, or (null) to what belongs to none. */
export function mayOperate({ level, namespaces }: Rights, wanted: readonly string[] | null): boolean {
  if (level === 'viewer') return false;
  if (level === 'admin' || namespaces === null) return true;
  return wanted?.every((one) => namespaces.includes(one)) ?? false;
}

/** Why these rights do not reach so far, and what to ask for. null: they do. */
export function missingRight(rights: Rights, wanted: readonly string[] | null): string | null {
  if (mayOperate(rights, wanted)) return null;
  const where =
    wanted === null ? ' on what belongs to no namespace' : ` in ${[...new Set(wanted)].sort().join(', ')}`;
  if (rights.level === 'viewer')
    return `You may look, not act. Ask to be an operator${wanted?.length === 0 ? '' : where}.`;
  return `You are an operator in ${rights.namespaces?.join(', ')} only. Ask to be one${where}.`;
}
