import type { View } from '@gantry/engine';
import {
  type Assignment,
  allContainers,
  checkEnvName,
  type EnvSource,
  hasEnded,
  type StoredVolume,
  type TaskRecord,
  type Template,
  type VolumeRecord,
} from '@gantry/model';
import { bytesOf } from './seal-secret.ts';
import { type Vault, VaultFault } from './vault.ts';

/** What a task is given of configs and secrets; `trouble`: why it cannot be given what it needs. */
export type GivenConfiguration = Pick<Assignment, 'environment' | 'files' | 'volumes' | 'trouble'>;

const nothing: GivenConfiguration = { environment: {}, files: [], volumes: {}, trouble: null };

/**
 * The values of the configs and secrets that a task's template names, for the node that runs it and nobody else: secrets
 * are opened here, at the moment of sending. One that is to stop needs none.
 */
export function resolveConfiguration(
  task: TaskRecord,
  template: Template,
  { view, vault }: { view: View; vault: Vault },
): GivenConfiguration {
  if (task.desired === 'stopped' || hasEnded(task.state)) return nothing;
  const read = new Reader(task.namespace, view, vault);
  try {
    const [environment, files] = [environmentOf(template, read), filesOf(template, read)];
    return { environment, files, volumes: volumesOf(task, template, view), trouble: null };
  } catch (error) {
    if (error instanceof VaultFault) return { ...nothing, trouble: error.message };
    throw error;
  }
}

/** By `container/NAME`, as no other container is to see it. */
function environmentOf(template: Template, read: Reader): Record<string, string> {
  const values: Record<string, string> = {};
  for (const container of allContainers(template)) {
    for (const source of container.envFrom ?? [])
      for (const [name, value] of variablesOf(source, read)) values[`${container.name}/${name}`] = value;
    for (const { name, value } of container.env) {
      if (value.type !== 'config' && value.type !== 'secret') continue;
      const found = read.value(value.type, value);
      if (found !== null) values[`${container.name}/${name}`] = found.toString('utf8');
    }
  }
  return values;
}

/** All keys that can be a variable's name; as in Kubernetes the others, such as file names, are passed over. */
function variablesOf({ type, name, prefix }: EnvSource, read: Reader): [string, string][] {
  return read.keys(type, name).flatMap((key): [string, string][] => {
    const value =
      checkEnvName(prefix + key) === null ? read.value(type, { name, key, optional: true }) : null;
    return value === null ? [] : [[prefix + key, value.toString('utf8')]];
  });
}

function filesOf({ volumes }: Template, read: Reader): Assignment['files'] {
  return volumes.flatMap(({ name: volume, source }) => {
    if (source.type !== 'config' && source.type !== 'secret') return [];
    const all = () => read.keys(source.type, source.name).map((key) => ({ key, path: key }));
    const items = source.items.length > 0 ? source.items : all();
    return items.map(({ key, path }) => {
      const content = read.value(source.type, { name: source.name, key, optional: false })!;
      return { volume, path, contentBase64: content.toString('base64') };
    });
  });
}

function volumesOf({ namespace }: TaskRecord, template: Template, view: View): Assignment['volumes'] {
  const entries = template.volumes.flatMap(({ name, source }) => {
    const volume = source.type === 'named' ? view.volume(namespace, source.volume) : undefined;
    return volume === undefined ? [] : [[name, storedVolume(volume)] as const];
  });
  return Object.fromEntries(entries);
}

/** The name that a volume has on its node: people know it by it, and another one of its name is another folder. */
export const storedVolume = ({ id, namespace, name, driver, options }: VolumeRecord): StoredVolume => ({
  id,
  name: `${namespace}.${name}.${id}`,
  driver,
  options,
});

class Reader {
  readonly #namespace: string;
  readonly #view: View;
  readonly #vault: Vault;

  constructor(namespace: string, view: View, vault: Vault) {
    this.#namespace = namespace;
    this.#view = view;
    this.#vault = vault;
  }

  keys(kind: 'config' | 'secret', name: string): string[] {
    return Object.keys(this.#find(kind, name)?.data ?? {});
  }

  /** null: it is optional and not there. Throws a `VaultFault` where it is needed and cannot be had. */
  value(kind: 'config' | 'secret', of: { name: string; key: string; optional: boolean }): Buffer | null {
    const { name, key, optional } = of;
    const place = { namespace: this.#namespace, name, key };
    if (kind === 'config') {
      const value = this.#view.config(this.#namespace, name)?.data[key];
      if (value !== undefined) return bytesOf(value);
    } else {
      const sealed = this.#view.secret(this.#namespace, name)?.data[key];
      if (sealed !== undefined) return this.#vault.open(place, sealed);
    }
    if (optional) return null;
    // The engine waits for what is missing; this one was deleted between the decision and the sending.
    throw new VaultFault(`the ${kind} ${name} has no ${key} any more`);
  }

  #find(kind: 'config' | 'secret', name: string) {
    return kind === 'config'
      ? this.#view.config(this.#namespace, name)
      : this.#view.secret(this.#namespace, name);
  }
}
