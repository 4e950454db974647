import { byName } from '../by-name.ts';
import { bySeverity, type Tone, type Verdict } from '../tone.ts';

/** What several rows of a table have in common. */
export interface RowGroup {
  /** Also in the address, where a folded group is named by it. */
  key: string;
  label: string;
  /** Of a group by status: its glyph stands before the label. */
  tone?: Tone;
}

/** Those that are alike, in words and in how bad it is. */
export const statusGroup = ({ tone, label }: Verdict): RowGroup => ({ key: label, label, tone });

/** How a table's rows are put together, and which groups do not show theirs. */
export interface Grouping<T> {
  groupOf: (row: T) => RowGroup;
  /** What they come to together, in words, for the group's head. */
  sumOf?: ((rows: readonly T[]) => string) | undefined;
  folded: ReadonlySet<string>;
  onFold: (key: string) => void;
}

/** A line of a table: the head of a group, or a row. */
export type Line<T> = { head: GroupLine; row?: never } | { row: T; head?: never };
export type GroupLine = RowGroup & { count: number; sum: string; isFolded: boolean };

/** The lines of a table from top to bottom, each made when it is asked for. */
export interface Lines<T> {
  count: number;
  at: (index: number) => Line<T>;
  /** The rows that are shown, in their order. */
  rows: readonly T[];
}

/** Groups in the order of trouble and then of their names; rows keep their order within one. */
export function linesOf<T>(rows: readonly T[], grouping: Grouping<T> | undefined): Lines<T> {
  if (grouping === undefined) return { count: rows.length, at: (index) => ({ row: rows[index]! }), rows };
  const lines = groupsOf(rows, grouping).flatMap(({ group, members }): Line<T>[] => {
    const isFolded = grouping.folded.has(group.key);
    const head = {
      head: { ...group, count: members.length, sum: grouping.sumOf?.(members) ?? '', isFolded },
    };
    return isFolded ? [head] : [head, ...members.map((row) => ({ row }))];
  });
  const shown = lines.flatMap((line) => (line.head === undefined ? [line.row] : []));
  return { count: lines.length, at: (index) => lines[index]!, rows: shown };
}

function groupsOf<T>(rows: readonly T[], { groupOf }: Grouping<T>): { group: RowGroup; members: T[] }[] {
  const groups = new Map<string, { group: RowGroup; members: T[] }>();
  for (const row of rows) {
    const group = groupOf(row);
    const known = groups.get(group.key);
    if (known === undefined) groups.set(group.key, { group, members: [row] });
    else known.members.push(row);
  }
  return [...groups.values()].sort((a, b) => compareGroups(a.group, b.group));
}

function compareGroups(a: RowGroup, b: RowGroup): number {
  const byTone = a.tone !== undefined && b.tone !== undefined ? bySeverity(a.tone, b.tone) : 0;
  return byTone || byName(a.label, b.label);
}
