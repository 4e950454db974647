import { isPlainObject, type TaskRecord } from '@gantry/model';

/** One line per mutation that was asked for, done or refused. Never holds a secret, nor any value but names. */
export interface AuditEntry {
  /** Rises with every entry, so that entries of one millisecond have an order. */
  id: string;
  atMs: number;
  /** Who, and through which door. */
  actor: string;
  via: string;
  /** The procedure, for example `deployments.setImage`. */
  verb: string;
  /** `namespace/name` of a deployment, or the name or id of a node, task, offer or framework; '' when the input named none. */
  target: string;
  /** Of the task that the target names. Left out: the target says its namespace itself, or nobody knows it. */
  namespace?: string;
  /** `ok`, or the stable code of the refusal. */
  outcome: string;
  message: string;
  /** The cluster's revision that it made. null: it changed nothing there. Left out: the line is from before lines said so. */
  revision?: number | null;
  /** What waits for its undo window, or did. Left out: it did not wait. */
  intent?: string;
}

export interface AuditTrail {
  record(entry: Omit<AuditEntry, 'id'>): void;
  /** Newest first. */
  entries(): Iterable<AuditEntry>;
}

/** What a reply says of where the log has its act: an answer that is no command's made no revision. */
export function placeInLog(reply: unknown): Pick<AuditEntry, 'revision' | 'intent'> {
  if (!isPlainObject(reply) || typeof reply.revision !== 'number' || reply.changed !== true)
    return { revision: null };
  return {
    revision: reply.revision,
    ...(typeof reply.intent === 'string' ? { intent: reply.intent } : {}),
  };
}

/** What a line says of the namespace of a task, which its name does not tell. */
export function placeOfTask(task: Pick<TaskRecord, 'namespace'> | undefined): Pick<AuditEntry, 'namespace'> {
  return task === undefined ? {} : { namespace: task.namespace };
}

export const longestTarget = 256;
const mostTargets = 20;

/** What a mutation is about, from its input as it came: it may be wrong in every way. */
export function targetOf(input: unknown, path = ''): string {
  if (typeof input !== 'object' || input === null) return '';
  const given: Record<string, unknown> = { ...input };
  if (Array.isArray(given.acts))
    return given.acts
      .slice(0, mostTargets)
      .map((one) => targetOf(one))
      .join(', ')
      .slice(0, longestTarget);
  const fields = fieldsOf(given);
  const named = fields.node ?? fields.task ?? fields.offer ?? fields.framework ?? fields.intent;
  if (typeof named === 'string') return named.slice(0, longestTarget);
  if (typeof fields.name !== 'string') return '';
  // People belong to no namespace.
  if (path.startsWith('people.')) return fields.name.slice(0, longestTarget);
  const namespace = typeof fields.namespace === 'string' ? fields.namespace : 'default';
  return `${namespace}/${fields.name}`.slice(0, longestTarget);
}

function fieldsOf({ manifest, ...given }: Record<string, unknown>): Record<string, unknown> {
  if (isPlainObject(manifest)) return manifest;
  return typeof manifest === 'string' ? fieldsOfText(manifest) : given;
}

const longestHead = 4_096;

/** What a manifest that is text calls itself, as people write it: nothing is parsed only to be told. */
function fieldsOfText(text: string): Record<string, unknown> {
  const head = text.slice(0, longestHead);
  const metadata = /^metadata:[ \t]*\n((?:[ \t]+.*\n?)+)/m.exec(head)?.[1];
  const written = (field: string) => {
    const pattern = `^${metadata === undefined ? '' : '[ \\t]+'}${field}:[ \\t]*["']?([^\\s"'#]+)`;
    return new RegExp(pattern, 'm').exec(metadata ?? head)?.[1];
  };
  return { name: written('name'), namespace: written('namespace') };
}
