import { jobReadersOf, readersOf, type View } from '@gantry/engine';
import {
  type CommandOf,
  type ConfigRecord,
  formatConfig,
  parseConfig,
  type SightingRecord,
} from '@gantry/model';
import { stringify } from 'yaml';
import { z } from 'zod';
import { findConfig } from './find.ts';
import { type Asked, mayTake, named, takes, undoable } from './input.ts';
import { manifestField, readManifestText, type WrittenManifest } from './manifest.ts';
import { mutation, query, router } from './procedure.ts';
import { accepted } from './refusal.ts';
import { listFields, listStored } from './stored-list.ts';
import { submitAct } from './submit.ts';

export const saveFields = {
  manifest: manifestField,
  /** `create` refuses when it exists, `update` when it does not. */
  mode: z.enum(['create', 'update', 'either']).default('either'),
  /** Refused as `conflict` unless this is the version now. */
  ifVersion: z.int().min(1).nullish(),
  /** Restarts the deployments that read it. */
  roll: z.boolean().default(false),
};

export const deleteFields = { ...named, force: z.boolean().default(false), ...undoable };

/** A deployment that reads a config or secret, and which version its present revision was given. */
export interface ReaderRow {
  namespace: string;
  name: string;
  revision: number;
  /** null: none of its tasks was given one yet. */
  version: number | null;
}

/** Without what it holds. */
export interface ConfigRow extends Omit<ConfigRecord, 'data'> {
  keys: string[];
  readers: ReaderRow[];
  /** Jobs that are not over and read it, by name. */
  jobs: string[];
}

export interface ConfigDetail extends ConfigRecord {
  readers: ReaderRow[];
  /** Jobs that are not over and read it, by name. */
  jobs: string[];
  /** Which revisions of which deployments were given which version. */
  sightings: SightingRecord[];
  written: WrittenManifest;
}

export const configs = router({
  list: query.input(mayTake(listFields)).query(({ ctx: { plane }, input }) =>
    listStored(input, {
      list: 'configs',
      view: plane.view,
      rows: plane.view.all('configs'),
      rowOf: rowOf(plane.view),
    }),
  ),
  get: query
    .input(takes(named))
    .query(({ ctx: { plane }, input }) => detailOf(plane.view, findConfig(plane.view, input))),
  save: mutation
    .input(takes({ ...saveFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, saveCommand(input), input)),
  /** Tasks that run keep what they were given. */
  delete: mutation
    .input(takes(deleteFields))
    .mutation(({ ctx, input: { commandId, undoSeconds, typed, ...of } }) =>
      submitAct(ctx, { type: 'config.delete', ...of }, { commandId, undoSeconds, typed }),
    ),
});

function saveCommand(input: Asked<typeof saveFields>): CommandOf<'config.save'> {
  const { manifest, mode, ifVersion, roll } = input;
  const written = typeof manifest === 'string' ? accepted(readManifestText(manifest)) : manifest;
  return { type: 'config.save', ...accepted(parseConfig(written)), mode, ifVersion: ifVersion ?? null, roll };
}

const rowOf =
  (view: View) =>
  ({ data, ...record }: ConfigRecord): ConfigRow => ({
    ...record,
    keys: Object.keys(data).sort(),
    readers: readerRows(view, { kind: 'config', ...record }),
    jobs: jobNames(view, { kind: 'config', ...record }),
  });

function detailOf(view: View, config: ConfigRecord): ConfigDetail {
  const manifest = formatConfig(config);
  return {
    ...config,
    readers: readerRows(view, { kind: 'config', ...config }),
    jobs: jobNames(view, { kind: 'config', ...config }),
    sightings: sightingsOf(view, { kind: 'config', ...config }),
    written: { manifest, yaml: stringify(manifest, { lineWidth: 110 }) },
  };
}

interface Read {
  kind: 'config' | 'secret';
  namespace: string;
  name: string;
}

export function readerRows(view: View, of: Read): ReaderRow[] {
  return readersOf(view, of).map(({ id, namespace, name, revision }) => {
    const sighting = view.get('sightings', `${id}/${revision}/${of.kind}/${of.name}`);
    return { namespace, name, revision, version: sighting?.versions.at(-1)?.version ?? null };
  });
}

export const jobNames = (view: View, of: Read | { kind: 'volume'; namespace: string; name: string }) =>
  jobReadersOf(view, of).map(({ name }) => name);

export function sightingsOf(view: View, { kind, namespace, name }: Read): SightingRecord[] {
  return [...view.deploymentsIn(namespace)].flatMap(({ id }) =>
    view.sightingsOf(id).filter((one) => one.kind === kind && one.name === name),
  );
}
