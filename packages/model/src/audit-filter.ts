import type { NamespacedReaders } from './filter-line.ts';

/** What of a line of the audit can be asked for. */
export interface AuditLine {
  atMs: number;
  actor: string;
  via: string;
  verb: string;
  /** `namespace/name`, several of them after each other, or a name alone; empty: the act named nothing. */
  target: string;
  /** Of a target whose name does not say it, as a task's. Left out: the target says it, or there is none. */
  namespace?: string;
  outcome: string;
  message: string;
}

/** What a filter line over the audit can ask for, in a browser and of a server alike. `nowMs`: what ages are told by. */
export const auditFields = (nowMs: () => number) =>
  ({
    actor: ({ actor }) => actor,
    via: ({ via }) => via,
    verb: ({ verb }) => verb,
    target: ({ target }) => targetsOf(target).flatMap(({ whole, name }) => [whole, name]),
    ns: ({ target, namespace: told }) =>
      told === undefined ? targetsOf(target).map(({ namespace }) => namespace) : [told],
    outcome: ({ outcome }) => outcome,
    age: ({ atMs }) => nowMs() - atMs,
  }) satisfies NamespacedReaders<AuditLine>;

/** What plain words of the line are looked for in. */
export const auditText = ({ actor, verb, target, message }: AuditLine): string =>
  `${actor} ${verb} ${target} ${message}`;

function targetsOf(target: string): { whole: string; namespace: string; name: string }[] {
  return target.split(', ').map((whole) => {
    const at = whole.indexOf('/');
    return { whole, namespace: at < 0 ? '' : whole.slice(0, at), name: whole.slice(at + 1) };
  });
}
