import {
  type ConfigRecord,
  type ConfigurationKind,
  type DeploymentRecord,
  hasJobEnded,
  type JobRecord,
  referencesOf,
  type SecretRecord,
  type SightingRecord,
  templatesOf,
} from '@gantry/model';
import type { NamespacedReaders } from '@gantry/model/filter-line';
import { useMemo } from 'react';
import { useRows } from '../../live/hooks.ts';
import { serverNow } from '../../shared/ui/time.tsx';

/** A config or secret, and who reads it. A secret's values are not here: only its keys are. */
export interface Stored {
  kind: ConfigurationKind;
  record: ConfigRecord | SecretRecord;
  keys: readonly string[];
  readers: readonly Reader[];
  /** Jobs that are not over and read it: their tasks are given what there is when they start. */
  jobs: readonly JobRecord[];
}

/** A deployment that reads it, and the version that its present revision was given; null: none yet. */
export interface Reader {
  deployment: DeploymentRecord;
  version: number | null;
}

export const nounOf = { config: 'config', secret: 'secret' } as const;

/** Every config, or every secret, of the cluster. */
export function useStored(kind: ConfigurationKind): readonly Stored[] {
  const configs = useRows('configs');
  const secrets = useRows('secrets');
  const readersOf = useReaders(kind);
  const jobsOf = useJobReaders(kind);
  return useMemo(() => {
    const records = kind === 'config' ? configs : secrets;
    return records.map((record) => ({
      kind,
      record,
      keys: Object.keys(record.data).sort(),
      readers: readersOf(record),
      jobs: jobsOf(record),
    }));
  }, [kind, configs, secrets, readersOf, jobsOf]);
}

function useReaders(kind: ConfigurationKind) {
  const deployments = useRows('deployments');
  const templates = useRows('templates');
  const sightings = useRows('sightings');
  return useMemo(() => {
    const byHash = new Map(templates.map(({ hash, template }) => [hash, template]));
    const seen = new Map(sightings.map((sighting) => [sighting.id, sighting]));
    return ({ namespace, name }: { namespace: string; name: string }): Reader[] =>
      deployments.flatMap((deployment) => {
        const template = byHash.get(deployment.templateHash);
        const isReader =
          deployment.namespace === namespace &&
          template !== undefined &&
          referencesOf(template).some((one) => one.kind === kind && one.name === name);
        if (!isReader) return [];
        const version = newestOf(seen.get(`${deployment.id}/${deployment.revision}/${kind}/${name}`));
        return [{ deployment, version }];
      });
  }, [kind, deployments, templates, sightings]);
}

function useJobReaders(kind: ConfigurationKind) {
  const jobs = useRows('jobs');
  const templates = useRows('templates');
  return useMemo(() => {
    const byHash = new Map(templates.map(({ hash, template }) => [hash, template]));
    const alive = jobs.filter(({ parentId, state }) => parentId === null && !hasJobEnded(state));
    return ({ namespace, name }: { namespace: string; name: string }): JobRecord[] =>
      alive.filter(
        (job) =>
          job.namespace === namespace &&
          templatesOf(job.spec.plan).some((hash) => {
            const template = byHash.get(hash);
            return template && referencesOf(template).some((one) => one.kind === kind && one.name === name);
          }),
      );
  }, [kind, jobs, templates]);
}

const newestOf = (sighting: SightingRecord | undefined) => sighting?.versions.at(-1)?.version ?? null;

/** Who reads it: deployments, then jobs. */
export function namesOfReaders({ readers, jobs }: Stored): string[] {
  return [...readers.map(({ deployment }) => deployment.name), ...jobs.map(({ name }) => name)];
}

/** Readers whose tasks were given another version than the one there is now. */
export const behind = ({ record, readers }: Stored): Reader[] =>
  readers.filter(({ version }) => version !== null && version !== record.version);

export const storedFields: NamespacedReaders<Stored> = {
  name: ({ record }) => record.name,
  ns: ({ record }) => record.namespace,
  key: ({ keys }) => keys,
  by: ({ record }) => record.author,
  used: namesOfReaders,
  version: ({ record }) => record.version,
  age: ({ record }) => serverNow() - record.updatedAtMs,
};

export const storedText = ({ record, keys }: Stored): string =>
  `${record.name} ${record.namespace} ${keys.join(' ')}`;
