import { canonicalText, parseArtifactReference } from '@gantry/model';
import { unhonouredAnnotation } from '../projection/stored-metadata.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { is } from './honoured-fields.ts';
import { partSidecars } from './sidecars.ts';
import { takeOut } from './take-out.ts';
import { partVolumes } from './volume-sources.ts';

/** What the engine and the agents act on. */
const honouredPodFields = new Set([
  'initContainers',
  'containers',
  'nodeSelector',
  'tolerations',
  'priority',
  'terminationGracePeriodSeconds',
  'volumes',
  'hostNetwork',
]);
const honouredContainerFields = new Set([
  'name',
  'image',
  'imagePullPolicy',
  'command',
  'args',
  'workingDir',
  'env',
  'envFrom',
  'ports',
  'resources',
  'volumeMounts',
  'startupProbe',
  'livenessProbe',
  'readinessProbe',
  'lifecycle',
  'tty',
  'stdin',
  'stdinOnce',
]);

/** Values that say what is so anyway: no reason to warn. */
const harmless: Record<string, (value: unknown) => boolean> = {
  restartPolicy: is('Always'),
  dnsPolicy: is('ClusterFirst'),
  schedulerName: is('default-scheduler'),
  securityContext: is({}),
  terminationMessagePath: is('/dev/termination-log'),
  terminationMessagePolicy: is('File'),
  enableServiceLinks: is(false),
  preemptionPolicy: is('Never'),
  stdin: is(false),
  stdinOnce: is(false),
};

/** Of these the projection writes the harmless value by itself; keeping it would make a template differ from its own reading. */
const writtenAnyway = new Set([
  'restartPolicy',
  'dnsPolicy',
  'schedulerName',
  'securityContext',
  'terminationMessagePath',
  'terminationMessagePolicy',
]);

/**
 * Parts a pod spec into what is honoured and what is only kept. The kept fields go, as JSON, into one annotation of the
 * template, so that they come back as they were written; each that could have mattered is named in a warning.
 */
export function keepUnhonoured(
  { warn }: { warn(text: string): void },
  given: JsonObject,
): { spec: JsonObject; runtime: unknown; annotations: Record<string, string> } {
  const { honoured: initContainers, sidecars } = partSidecars({ warn }, given.initContainers);
  const { spec: podSpec, deep } = takeOut({ warn }, { ...given, initContainers });
  const { runtimeClassName, ...rest } = podSpec;
  const runtime = runtimeClassName ?? usualRuntime(podSpec);
  const pod = part(rest, honouredPodFields);
  const parted = (list: 'initContainers' | 'containers') =>
    partContainers({ warn }, podSpec, { list, runtime });
  const [before, containers] = [parted('initContainers'), parted('containers')];
  warnOf(warn, 'spec.template.spec', pod.kept);
  if (runtime !== 'process' && podSpec.hostNetwork !== true) warnOfAddresses(warn, podSpec);
  const keptContainers = { ...before.kept, ...containers.kept };
  const volumes = partVolumes({ warn }, pod.honoured.volumes);
  const keptPod = isEmpty(volumes.kept) ? pod.kept : { ...pod.kept, volumes: volumes.kept };
  const spec = {
    ...pod.honoured,
    ...(pod.honoured.volumes === undefined ? {} : { volumes: volumes.honoured }),
    ...(podSpec.initContainers === undefined ? {} : { initContainers: before.honoured }),
    containers: containers.honoured,
  };
  const kept = {
    pod: keptPod,
    containers: keptContainers,
    ...(deep.length === 0 ? {} : { deep }),
    ...(sidecars.length === 0 ? {} : { sidecars }),
  };
  if (Object.values(kept).every(isEmpty)) return { spec, runtime, annotations: {} };
  return { spec, runtime, annotations: { [unhonouredAnnotation]: canonicalText(withoutNothing(kept)) } };
}

/**
 * One text for one meaning, so that a template that comes back through another client is the same template: those with
 * types of their own order keys otherwise, and leave out lists that are empty.
 */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && !(Array.isArray(inner) && inner.length === 0))
      .map(([key, inner]) => [key, withoutNothing(inner)]),
  );
}

/** The containers of one list, and by name what is only kept of them; each field that could matter is warned of. */
function partContainers(
  { warn }: { warn(text: string): void },
  podSpec: JsonObject,
  { list, runtime }: { list: 'initContainers' | 'containers'; runtime: unknown },
): { honoured: unknown; kept: Record<string, JsonObject> } {
  const written = podSpec[list];
  if (!Array.isArray(written)) return { honoured: list === 'containers' ? [] : written, kept: {} };
  const kept: Record<string, JsonObject> = {};
  const honoured = written.map((container: unknown, index) => {
    if (!isJsonObject(container)) return container;
    const fields = honouredFieldsOf(container, runtime);
    if (list === 'initContainers') fields.delete('ports');
    const parts = part(container, fields);
    warnOf(warn, `spec.template.spec.${list}[${index}]`, parts.kept);
    if (!isEmpty(parts.kept)) kept[String(container.name)] = parts.kept;
    return parts.honoured;
  });
  return { honoured, kept };
}

/** A process has no input, and an input that is not there cannot end with its first client. */
function honouredFieldsOf({ stdin }: JsonObject, runtime: unknown): Set<string> {
  if (stdin === true && runtime !== 'process') return new Set(honouredContainerFields);
  return new Set([...honouredContainerFields].filter((key) => key !== 'stdin' && key !== 'stdinOnce'));
}

/** A path or URL is no image's name but a process's artifact, so nobody has to say that it is one. */
function usualRuntime({ containers }: JsonObject): 'docker' | 'process' {
  const isArtifact = (container: unknown) =>
    isJsonObject(container) && parseArtifactReference(String(container.image)).ok;
  return Array.isArray(containers) && containers.length > 0 && containers.every(isArtifact)
    ? 'process'
    : 'docker';
}

function part(object: JsonObject, honoured: Set<string>): { honoured: JsonObject; kept: JsonObject } {
  const entries = Object.entries(object).filter(([, value]) => value !== null && value !== undefined);
  return {
    honoured: Object.fromEntries(entries.filter(([key]) => honoured.has(key))),
    kept: Object.fromEntries(entries.filter(([key, value]) => !honoured.has(key) && !isDefault(key, value))),
  };
}

const isDefault = (key: string, value: unknown): boolean => writtenAnyway.has(key) && harmless[key]!(value);

/** Warns of what a template's metadata says beside labels and annotations: here a task has nothing of it. */
export function warnOfMetadata({ warn }: { warn(text: string): void }, metadata: JsonObject): void {
  for (const [key, value] of Object.entries(metadata)) {
    if (key === 'labels' || key === 'annotations' || value === null || value === undefined) continue;
    warn(`spec.template.metadata.${key}: left out, as nothing here acts on it`);
  }
}

/** A container with a network of its own gets its address when it starts: too late for a variable. */
function warnOfAddresses(warn: (text: string) => void, podSpec: JsonObject): void {
  const listOf = (value: unknown) => (Array.isArray(value) ? value.filter(isJsonObject) : []);
  const all = ['initContainers', 'containers'].flatMap((list) =>
    listOf(podSpec[list]).map(({ env }, index) => ({ env, at: `spec.template.spec.${list}[${index}]` })),
  );
  for (const { env, at } of all) {
    for (const [envIndex, { valueFrom }] of listOf(env).entries()) {
      const fieldRef = isJsonObject(valueFrom) && isJsonObject(valueFrom.fieldRef) ? valueFrom.fieldRef : {};
      const { fieldPath } = fieldRef;
      if (fieldPath !== 'status.podIP' && fieldPath !== 'status.podIPs') continue;
      const path = `${at}.env[${envIndex}].valueFrom.fieldRef.fieldPath`;
      warn(`${path}: kept, but not honoured by Gantry: a container has no ${fieldPath} before it starts`);
    }
  }
}

function warnOf(warn: (text: string) => void, path: string, kept: JsonObject): void {
  for (const [key, value] of Object.entries(kept)) {
    if (Object.hasOwn(harmless, key) && harmless[key]!(value)) continue;
    warn(`${path}.${key}: kept, but not honoured by Gantry`);
  }
}

const isEmpty = (object: object) => Object.keys(object).length === 0;
