import { z } from 'zod';
import { checkDockerVolumeOptions } from './docker-volume-options.ts';
import { checkAbsolutePath, checkHostPath } from './host-path.ts';
import { isPlainObject } from './input-safety.ts';
import { limits } from './limits.ts';
import { always, fields, text, unique } from './manifest-field.ts';
import { checkConfigKey, checkInnerName, checkName } from './name.ts';
import { checkOneHandler } from './probe-manifest.ts';
import type { Template, volumeSource } from './template.ts';
import { dockerDriver, localDriver } from './volume-driver.ts';

/** Volumes as Kubernetes writes them, and `plugin` for Docker's volume drivers. */
type Source = z.infer<typeof volumeSource>;

const items = unique(
  z
    .array(
      fields({
        key: text(checkConfigKey),
        path: text(
          (path) => checkAbsolutePath(`/${path}`) && 'must be a relative path without `.` or `..` parts',
        ),
      }),
    )
    .max(limits.configKeys),
  { field: 'path', what: 'path' },
).default([]);

const pluginName = text((name) =>
  /^[a-z0-9][a-z0-9_./:-]{0,254}$/.test(name) ? null : 'must name a volume driver',
);
const pluginVolume = text((name) =>
  /^[A-Za-z0-9][\w.-]{0,254}$/.test(name) ? null : 'must be of letters, digits, `_`, `.` or `-`',
);

const volumeFields = fields({
  name: text(checkInnerName),
  emptyDir: fields({}).optional(),
  hostPath: fields({ path: text(checkHostPath) }).optional(),
  persistentVolumeClaim: fields({ claimName: text(checkName) }).optional(),
  configMap: fields({ name: text(checkName), items }).optional(),
  secret: fields({ secretName: text(checkName), items }).optional(),
  plugin: fields({
    driver: pluginName,
    volume: pluginVolume,
    options: z.record(z.string(), z.string()).default({}),
  }).optional(),
});

const sources = ['emptyDir', 'hostPath', 'persistentVolumeClaim', 'configMap', 'secret', 'plugin'];

const volume = always(volumeFields, (value, report) => {
  const wrong = checkOneHandler(value, sources);
  if (wrong) report([], wrong);
  const unsafe = isPlainObject(value) && isPlainObject(value.plugin) ? unsafeOptions(value.plugin) : null;
  if (unsafe) report(['plugin', 'options'], unsafe);
}).transform(({ name, ...source }) => ({ name, source: fillSource(source) }));

function unsafeOptions({ driver, options }: Record<string, unknown>): string | null {
  const isEngines = driver === localDriver || driver === dockerDriver;
  return isEngines && isPlainObject(options)
    ? checkDockerVolumeOptions(options as Record<string, string>)
    : null;
}

function fillSource(source: Omit<z.infer<typeof volumeFields>, 'name'>): Source {
  if (source.hostPath) return { type: 'hostPath', path: source.hostPath.path };
  if (source.persistentVolumeClaim) return { type: 'named', volume: source.persistentVolumeClaim.claimName };
  if (source.configMap) return { type: 'config', ...source.configMap };
  if (source.secret) return { type: 'secret', name: source.secret.secretName, items: source.secret.items };
  return source.plugin ? { type: 'plugin', ...source.plugin } : { type: 'empty' };
}

export const volumesManifest = unique(z.array(volume).max(limits.volumesPerTask), {
  field: 'name',
  what: 'volume name',
});

export function formatVolumes(volumes: Template['volumes']): Record<string, unknown>[] {
  return volumes.map(({ name, source }) => ({ name, ...formatSource(source) }));
}

function formatSource(source: Source): Record<string, unknown> {
  switch (source.type) {
    case 'empty':
      return { emptyDir: {} };
    case 'hostPath':
      return { hostPath: { path: source.path } };
    case 'named':
      return { persistentVolumeClaim: { claimName: source.volume } };
    case 'config':
      return { configMap: { name: source.name, ...(source.items.length ? { items: source.items } : {}) } };
    case 'secret':
      return { secret: { secretName: source.name, ...(source.items.length ? { items: source.items } : {}) } };
    case 'plugin': {
      const { driver, volume: name, options } = source;
      return { plugin: { driver, volume: name, ...(Object.keys(options).length ? { options } : {}) } };
    }
  }
}
