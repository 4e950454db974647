import type { Change, CommandId, Commit, Snapshot } from '@gantry/model';
import fc from 'fast-check';

/** Few keys, so that records are often written again, deleted, and made anew. */
export const keys = ['a', 'b', 'c', 'd', 'e', 'quote"\\', 'ü\u0000\n', '日本'] as const;
const key = fc.constantFrom(...keys);
const text = fc.string({ unit: 'binary', maxLength: 12 });

const namespaceChange: fc.Arbitrary<Change> = fc
  .record({ key, labels: fc.dictionary(text, text, { maxKeys: 3 }), createdAtMs: fc.nat() })
  .map(({ key, labels, createdAtMs }) => ({
    table: 'namespaces',
    key,
    value: { name: key, labels: { ...labels }, annotations: {}, createdAtMs, deletingAtMs: null },
  }));

const roleChange: fc.Arbitrary<Change> = fc
  .record({ key, weight: fc.double({ min: 0, max: 1e6, noNaN: true }).map(positiveZero) })
  .map(({ key, weight }) => ({
    table: 'roles',
    key,
    value: { name: key, weight, quotaGuarantee: null, quotaLimit: null },
  }));

const acceptedChange: fc.Arbitrary<Change> = fc
  .record({ key, reply: fc.jsonValue({ maxDepth: 2 }).map(plain), summary: text })
  .map(({ key, reply, summary }) => ({
    table: 'accepted',
    key,
    value: { id: key as CommandId, atMs: 1, actor: 'ada', type: 'task.kill', summary, reply },
  }));

const deletion: fc.Arbitrary<Change> = fc.record({
  table: fc.constantFrom('namespaces' as const, 'roles' as const, 'accepted' as const),
  key,
  value: fc.constant(null),
});

const change = fc.oneof(namespaceChange, roleChange, acceptedChange, { arbitrary: deletion, weight: 2 });

/** JSON has no negative zero; neither has any record. */
function positiveZero(value: number): number {
  return value === 0 ? 0 : value;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The changes and the pause before each of some commits. */
export const randomSteps = fc.array(
  fc.record({ changes: fc.array(change, { maxLength: 6 }), pauseMs: fc.nat({ max: 3 }) }),
  { maxLength: 25 },
);

export function commitsOf(steps: { changes: Change[]; pauseMs: number }[]): Commit[] {
  let atMs = 1000;
  return steps.map(({ changes, pauseMs }, index) => {
    atMs += pauseMs;
    return { revision: index + 1, atMs, changes };
  });
}

/** The plainest thing that could be right: what the stores are compared with. */
export function expectedAt(
  commits: readonly Commit[],
  revision: number,
): Pick<Snapshot, 'revision' | 'atMs'> & {
  records: Record<string, unknown[]>;
} {
  const tables: Record<string, { key: string; value: unknown }[]> = {};
  for (const { table, key, value } of commits.slice(0, revision).flatMap((commit) => commit.changes)) {
    const rows = tables[table] ?? [];
    const at = rows.findIndex((row) => row.key === key);
    if (value === null) tables[table] = rows.filter((row) => row.key !== key);
    else if (at >= 0) tables[table] = rows.with(at, { key, value });
    else tables[table] = [...rows, { key, value }];
  }
  const filled = Object.entries(tables).filter(([, rows]) => rows.length > 0);
  const records = Object.fromEntries(filled.map(([table, rows]) => [table, rows.map((row) => row.value)]));
  return { revision, atMs: commits[revision - 1]?.atMs ?? 0, records };
}

/** A snapshot without its empty tables. */
export function observed(snapshot: Snapshot): ReturnType<typeof expectedAt> {
  const filled = Object.entries(snapshot.tables).filter(([, records]) => records.length > 0);
  return { revision: snapshot.revision, atMs: snapshot.atMs, records: Object.fromEntries(filled) };
}
