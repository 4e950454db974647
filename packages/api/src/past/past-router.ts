import { setTimeout as sleep } from 'node:timers/promises';
import { CompactedError } from '@gantry/controlplane';
import { rejection } from '@gantry/model';
import { z } from 'zod';
import { defaultPace } from '../changes.ts';
import type { Context } from '../context.ts';
import { type Asked, takes } from '../input.ts';
import { query, router, subscription } from '../procedure.ts';
import { refused } from '../refusal.ts';
import { scopeField } from '../scope.ts';
import type { PastPart } from './past.ts';
import { stripOf } from './strip.ts';

const moment = z.number().min(0).max(8.64e15);
/** More than a stretch ever has. */
const mostRevisions = 2_048;

const playFields = {
  scopes: z.array(scopeField).min(1).max(64),
  from: z.int().min(0),
  to: z.int().min(0),
};

/** The cluster as it was. Refused as `gone` when the history no longer reaches back so far. */
export const past = router({
  /** Which revisions lie around a moment. */
  around: query
    .input(takes({ atMs: moment }))
    .query(({ ctx, input }) => ctx.past.around(input.atMs).catch(rethrow)),
  /** The records of scopes at `from`, then what each commit up to `to` changed in them, part by part. Then it ends. */
  play: subscription.input(takes(playFields)).subscription(({ ctx, input, signal }) => {
    return played(ctx, input, signal ?? new AbortController().signal);
  }),
  /** What differs between two moments. */
  differences: query
    .input(takes({ fromAtMs: moment, toAtMs: moment }))
    .query(({ ctx, input }) => ctx.past.differences(input).catch(rethrow)),
  /** How busy a span of time was, in equal parts, and what happened in it that is worth a look. */
  strip: query
    .input(takes({ fromAtMs: moment, toAtMs: moment, parts: z.int().min(1).max(1_000).default(120) }))
    .query(({ ctx, input }) => {
      if (input.toAtMs <= input.fromAtMs) throw invalid('toAtMs', 'must be later than fromAtMs');
      const { view } = ctx.plane;
      return stripOf({ view, log: ctx.past.log, nowMs: ctx.plane.now() }, input).catch(rethrow);
    }),
});

async function* played(
  ctx: Context,
  input: Asked<typeof playFields>,
  signal: AbortSignal,
): AsyncGenerator<PastPart> {
  const revisions = input.to - input.from;
  if (revisions < 0) throw invalid('to', 'must not be before from');
  if (revisions > mostRevisions) throw invalid('to', `must be at most ${mostRevisions} after from`);
  if (input.to > ctx.plane.view.revision) throw invalid('to', 'is yet to come');
  try {
    for await (const part of ctx.past.play(input)) {
      yield part;
      while (!signal.aborted && ctx.backlogBytes() > defaultPace.softBacklogBytes) {
        await sleep(defaultPace.flushMs, undefined, { signal }).catch(() => {});
      }
      if (signal.aborted) return;
    }
  } catch (error) {
    rethrow(error);
  }
}

const invalid = (field: string, message: string) =>
  refused(rejection('invalid', `${field} ${message}.`, [{ field, message }]));

function rethrow(error: unknown): never {
  if (!(error instanceof CompactedError)) throw error;
  throw refused(rejection('gone', `${error.message} Choose a later moment.`));
}
