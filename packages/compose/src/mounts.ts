import { isPlainObject } from '@gantry/model';
import { listOf, objectOf, type Reading, scalarOf } from './reading.ts';

type Json = Record<string, unknown>;

/** What a service's container mounts, and the volumes of the template that it is mounted from. */
export interface ComposeMounts {
  volumes: Json[];
  volumeMounts: Json[];
}

interface Asked {
  type: 'volume' | 'bind' | 'tmpfs';
  source: string;
  target: string;
  readOnly: boolean;
}

/** @param nameOf what a name of the file is called here, by its kind. */
export function readMounts(
  service: Json,
  {
    place,
    reading,
    nameOf,
  }: { place: string; reading: Reading; nameOf(kind: StoredKind, name: string): string },
): ComposeMounts {
  const mounts: ComposeMounts = { volumes: [], volumeMounts: [] };
  const add = (source: Json, mount: Json) => {
    const name = `v${mounts.volumes.length}`;
    mounts.volumes.push({ name, ...source });
    mounts.volumeMounts.push({ name, ...mount });
  };
  for (const [at, written] of listOf(service.volumes).entries()) {
    const here = `${place}.volumes[${at}]`;
    const asked = isPlainObject(written)
      ? longMount(written, here, reading)
      : shortMount(scalarOf(written) ?? '');
    const source = asked === null ? null : sourceOf(asked, { here, reading, nameOf });
    if (asked === null || source === null) continue;
    add(source, { mountPath: asked.target, ...(asked.readOnly ? { readOnly: true } : {}) });
  }
  for (const path of listOf(service.tmpfs).map(scalarOf))
    if (path !== null) add({ emptyDir: {} }, { mountPath: path.split(':')[0] });
  for (const kind of ['config', 'secret'] as const)
    for (const file of filesOf(service, { kind, place, reading, nameOf })) add(file.source, file.mount);
  return mounts;
}

export type StoredKind = 'volume' | 'config' | 'secret';

function shortMount(written: string): Asked | null {
  const [first = '', second, mode = ''] = written.split(':');
  if (second === undefined || second === 'ro' || second === 'rw')
    return { type: 'volume', source: '', target: first, readOnly: second === 'ro' };
  const isPath = /^[./~]/.test(first);
  const readOnly = mode.split(',').includes('ro');
  return { type: isPath ? 'bind' : 'volume', source: first, target: second, readOnly };
}

function longMount(written: Json, place: string, reading: Reading): Asked | null {
  reading.warnOfOthers(place, written, ['type', 'source', 'target', 'read_only', 'tmpfs', 'bind', 'volume']);
  const type = String(written.type ?? 'volume');
  if (type !== 'volume' && type !== 'bind' && type !== 'tmpfs') {
    reading.warn(place, `mounts of type ${type} are not honoured and left out`);
    return null;
  }
  const [source, target] = [scalarOf(written.source) ?? '', scalarOf(written.target) ?? ''];
  return { type, source, target, readOnly: written.read_only === true };
}

function sourceOf(
  { type, source }: Asked,
  of: { here: string; reading: Reading; nameOf(kind: StoredKind, name: string): string },
): Json | null {
  const { here, reading, nameOf } = of;
  if (type === 'tmpfs') return { emptyDir: {} };
  if (type === 'bind' && !source.startsWith('/')) {
    reading.warn(
      here,
      `${source} is a path beside the file, which no node has: left out; put its files into a config or the image`,
    );
    return null;
  }
  if (type === 'bind') {
    reading.warn(
      here,
      `${source} must exist on the node, under a folder that its GANTRY_HOST_PATH_ROOTS allows`,
    );
    return { hostPath: { path: source } };
  }
  if (source !== '') return { persistentVolumeClaim: { claimName: nameOf('volume', source) } };
  reading.warn(here, 'a volume without a name goes with its container');
  return { emptyDir: {} };
}

/** Compose mounts each config and secret as one file: a config at its own path, a secret under /run/secrets. */
function filesOf(
  service: Json,
  of: {
    kind: 'config' | 'secret';
    place: string;
    reading: Reading;
    nameOf(kind: StoredKind, name: string): string;
  },
): { source: Json; mount: Json }[] {
  const { kind, place, reading, nameOf } = of;
  return listOf(service[`${kind}s`]).flatMap((written, at) => {
    const long = objectOf(written);
    reading.warnOfOthers(`${place}.${kind}s[${at}]`, long, ['source', 'target']);
    const source = scalarOf(isPlainObject(written) ? long.source : written);
    if (source === null) return [];
    const name = nameOf(kind, source);
    const target = scalarOf(long.target) ?? source;
    const folder = kind === 'config' ? '' : '/run/secrets';
    const mountPath = target.startsWith('/') ? target : `${folder}/${target}`;
    const items = [{ key: contentKey, path: contentKey }];
    const from = kind === 'config' ? { configMap: { name, items } } : { secret: { secretName: name, items } };
    return [{ source: from, mount: { mountPath, subPath: contentKey, readOnly: true } }];
  });
}

/** Compose's configs and secrets hold one thing each: it is under this key here. */
export const contentKey = 'content';
