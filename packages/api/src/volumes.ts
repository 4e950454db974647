import { holdersOf, readersOf, type View } from '@gantry/engine';
import { type CommandOf, formatVolume, parseVolume, type VolumeRecord } from '@gantry/model';
import { stringify } from 'yaml';
import { z } from 'zod';
import { deleteFields, jobNames } from './configs.ts';
import { findVolume } from './find.ts';
import { type Asked, mayTake, named, takes, undoable } from './input.ts';
import { manifestField, readManifestText, type WrittenManifest } from './manifest.ts';
import { mutation, query, router } from './procedure.ts';
import { accepted } from './refusal.ts';
import { listFields, listStored } from './stored-list.ts';
import { submitAct } from './submit.ts';

const saveFields = {
  manifest: manifestField,
  /** `create` refuses when it exists, `update` when it does not. */
  mode: z.enum(['create', 'update', 'either']).default('either'),
};

/** A volume with where it is and who has it. */
export interface VolumeRow extends VolumeRecord {
  nodeName: string | null;
  /** Tasks that have it mounted. */
  tasks: { id: string; name: string }[];
  /** Deployments whose template names it. */
  deployments: string[];
  /** Jobs that are not over and name it. */
  jobs: string[];
}

export interface VolumeDetail extends VolumeRow {
  written: WrittenManifest;
}

export const volumes = router({
  list: query.input(mayTake(listFields)).query(({ ctx: { plane }, input }) =>
    listStored(input, {
      list: 'volumes',
      view: plane.view,
      rows: plane.view.all('volumes'),
      rowOf: rowOf(plane.view),
    }),
  ),
  get: query
    .input(takes(named))
    .query(({ ctx: { plane }, input }) => detailOf(plane.view, findVolume(plane.view, input))),
  save: mutation
    .input(takes({ ...saveFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, saveCommand(input), input)),
  /** `data` says what becomes of what is in it; left out: what the volume itself says. */
  delete: mutation
    .input(takes({ ...deleteFields, data: z.enum(['keep', 'delete']).nullish() }))
    .mutation(({ ctx, input: { commandId, undoSeconds, typed, data, ...of } }) =>
      submitAct(ctx, { type: 'volume.delete', ...of, data: data ?? null }, { commandId, undoSeconds, typed }),
    ),
});

function saveCommand({ manifest, mode }: Asked<typeof saveFields>): CommandOf<'volume.save'> {
  const written = typeof manifest === 'string' ? accepted(readManifestText(manifest)) : manifest;
  return { type: 'volume.save', ...accepted(parseVolume(written)), mode };
}

const rowOf =
  (view: View) =>
  (volume: VolumeRecord): VolumeRow => ({
    ...volume,
    nodeName: volume.nodeId === null ? null : (view.get('nodes', volume.nodeId)?.name ?? volume.nodeId),
    tasks: holdersOf(view, volume).map(({ id, name }) => ({ id, name })),
    deployments: readersOf(view, { kind: 'volume', ...volume }).map(({ name }) => name),
    jobs: jobNames(view, { kind: 'volume', ...volume }),
  });

function detailOf(view: View, volume: VolumeRecord): VolumeDetail {
  const manifest = formatVolume(volume);
  return { ...rowOf(view)(volume), written: { manifest, yaml: stringify(manifest, { lineWidth: 110 }) } };
}
