import { randomUUID } from 'node:crypto';
import type { View } from '@gantry/engine';
import {
  type FieldIssue,
  type IntentId,
  type RejectionCode,
  rejection,
  rejectionStatus,
} from '@gantry/model';
import { initTRPC, type TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { longestTarget, placeInLog, placeOfTask, targetOf } from './audit/audit-trail.ts';
import { targetOfCommand } from './audit/door-act.ts';
import type { Context } from './context.ts';
import { taskNamed } from './find.ts';
import { refused, rejectionOf } from './refusal.ts';

/** What every error carries in `error.data`, whatever procedure it came from. */
export interface ErrorData {
  /** `internal` is a fault of ours; everything else is a refusal that says what to do. */
  code: RejectionCode | 'internal';
  httpStatus: number;
  message: string;
  issues: FieldIssue[];
  path: string | null;
}

const faultIds = new WeakMap<TRPCError, string>();

/** The opaque id under which a fault is both told to the client and logged. null: it was a refusal. */
export function faultIdOf(error: TRPCError): string | null {
  if (rejectionOf(error) !== null) return null;
  const known = faultIds.get(error) ?? randomUUID();
  faultIds.set(error, known);
  return known;
}

function errorData(error: TRPCError, path: string | undefined): ErrorData {
  const expected = rejectionOf(error);
  if (expected) {
    return { ...expected, httpStatus: rejectionStatus[expected.code], path: path ?? null };
  }
  const message = `Something went wrong inside the control plane. Its log has more under ${faultIdOf(error)}.`;
  return { code: 'internal', httpStatus: 500, message, issues: [], path: path ?? null };
}

/** What goes over the wire for an error. `code` is JSON-RPC's number for it; `data` is what to read. */
export function errorShape(error: TRPCError, path: string | undefined) {
  const data = errorData(error, path);
  return { code: TRPC_ERROR_CODES_BY_KEY[error.code], message: data.message, data };
}

const t = initTRPC.context<Context>().create({
  isDev: false,
  errorFormatter: ({ error, path }) => errorShape(error, path),
  sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 20_000 } },
});

const audited = t.middleware(async ({ ctx, path, next, getRawInput }) => {
  const outcome = await next();
  const target = targetIn(ctx.plane.view, {
    named: targetOf(await getRawInput().catch(() => null), path),
    path,
  });
  const code = outcome.ok ? 'ok' : (rejectionOf(outcome.error)?.code ?? 'internal');
  ctx.audit.record({
    atMs: ctx.plane.now(),
    actor: ctx.actor.name,
    via: ctx.actor.via,
    verb: path,
    target,
    ...(path.startsWith('tasks.') ? placeOfTask(taskNamed(ctx.plane.view, target)) : {}),
    outcome: code,
    message: outcome.ok || code === 'internal' ? '' : outcome.error.message,
    ...placeInLog(outcome.ok ? outcome.data : null),
  });
  return outcome;
});

/** Taking an act back is about what the act is about: nobody knows an intent by its id. */
function targetIn(view: View, { named, path }: { named: string; path: string }): string {
  const act = path === 'intents.withdraw' ? view.get('intents', named as IntentId)?.act : undefined;
  return act === undefined ? named : targetOfCommand(act, view).slice(0, longestTarget);
}

export const router = t.router;
/** A read. */
export const query = t.procedure;
/** A write, with its line in the audit trail whether it is done or refused. */
export const mutation = t.procedure.use(audited);
const administrators = t.middleware(({ ctx, next }) => {
  if (ctx.rights.level === 'admin') return next();
  throw refused(rejection('forbidden', 'Only an administrator may do this. Ask one.'));
});
/** A read of what only administrators may see. */
export const administrationQuery = t.procedure.use(administrators);
/** A write that only administrators may ask for; one of others is in the audit trail as well. */
export const administration = mutation.use(administrators);

/** A stream. */
export const subscription = t.procedure;
