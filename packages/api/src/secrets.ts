import type { View } from '@gantry/engine';
import {
  type CommandOf,
  err,
  parseSecret,
  type Rejection,
  type Result,
  rejection,
  type SecretParts,
  type SecretRecord,
  type SightingRecord,
} from '@gantry/model';
import { deleteFields, jobNames, type ReaderRow, readerRows, saveFields, sightingsOf } from './configs.ts';
import type { Context } from './context.ts';
import { findSecret } from './find.ts';
import { type Asked, mayTake, named, retried, takes } from './input.ts';
import { readManifestText } from './manifest.ts';
import { mutation, query, router } from './procedure.ts';
import { accepted } from './refusal.ts';
import { listFields, listStored } from './stored-list.ts';
import { submit, submitAct } from './submit.ts';

/** A secret as it can be read: everything but its values, which nobody reads back. */
export interface SecretRow extends Omit<SecretRecord, 'data'> {
  keys: string[];
  readers: ReaderRow[];
  /** Jobs that are not over and read it, by name. */
  jobs: string[];
}

export interface SecretDetail extends SecretRow {
  /** Which revisions of which deployments were given which version. */
  sightings: SightingRecord[];
}

export const secrets = router({
  list: query.input(mayTake(listFields)).query(({ ctx: { plane }, input }) =>
    listStored(input, {
      list: 'secrets',
      view: plane.view,
      rows: plane.view.all('secrets'),
      rowOf: rowOf(plane.view),
    }),
  ),
  get: query
    .input(takes(named))
    .query(({ ctx: { plane }, input }) => detailOf(plane.view, findSecret(plane.view, input))),
  /** A key whose value is null keeps the one it has. */
  save: mutation
    .input(takes({ ...saveFields, ...retried }))
    .mutation(({ ctx, input }) => submit(ctx, saveCommand(ctx, input), input)),
  delete: mutation
    .input(takes(deleteFields))
    .mutation(({ ctx, input: { commandId, undoSeconds, typed, ...of } }) =>
      submitAct(ctx, { type: 'secret.delete', ...of }, { commandId, undoSeconds, typed }),
    ),
});

/** Sealed here: from the command on, nothing holds the values. */
function saveCommand({ plane }: Context, input: Asked<typeof saveFields>): CommandOf<'secret.save'> {
  const { manifest, mode, ifVersion, roll } = input;
  const parts = accepted(readSecret(manifest));
  const data = accepted(plane.sealSecret(parts));
  // What keeps its value must find the version from which it was taken.
  const keeps = Object.values(parts.data).includes(null);
  const seen = keeps ? (plane.view.secret(parts.namespace, parts.name)?.version ?? null) : null;
  return { type: 'secret.save', ...parts, data, mode, ifVersion: ifVersion ?? seen, roll };
}

function readSecret(manifest: string | Record<string, unknown>): Result<SecretParts, Rejection> {
  if (typeof manifest !== 'string') return parseSecret(manifest);
  const read = readManifestText(manifest);
  return read.ok ? parseSecret(read.value) : err(unreadable);
}

/** What a parser says of a text quotes it, and this text holds secrets. */
const message = 'This is not one YAML document; its text is not repeated here, as it may hold a secret';
const unreadable = rejection('malformed', `manifest: ${message}.`, [{ field: 'manifest', message }]);

const rowOf =
  (view: View) =>
  ({ data, ...record }: SecretRecord): SecretRow => ({
    ...record,
    keys: Object.keys(data).sort(),
    readers: readerRows(view, { kind: 'secret', ...record }),
    jobs: jobNames(view, { kind: 'secret', ...record }),
  });

function detailOf(view: View, secret: SecretRecord): SecretDetail {
  return { ...rowOf(view)(secret), sightings: sightingsOf(view, { kind: 'secret', ...secret }) };
}
