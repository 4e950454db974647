import type { Level } from '@gantry/model';

export interface PersonRow {
  name: string;
  level: Level;
  namespaces: readonly string[] | null;
  createdAtMs: number;
}

/** What somebody may do, in words. */
export function levelWords({ level, namespaces }: Pick<PersonRow, 'level' | 'namespaces'>): string {
  if (level === 'viewer') return 'look';
  if (level === 'admin') return 'everything, as an administrator';
  return namespaces === null ? 'act everywhere' : `act in ${namespaces.join(', ')}`;
}

/** The namespaces that somebody typed. null: none, which means everywhere. */
export function namespacesIn(line: string): string[] | null {
  const found = line.split(/[\s,]+/).filter((word) => word !== '');
  return found.length === 0 ? null : [...new Set(found)];
}
