import { canonicalText, parseArtifactReference } from '@gantry/model';
import { unhonouredAnnotation } from '../projection/stored-metadata.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { is } from './honoured-fields.ts';
import { takeOut } from './take-out.ts';
import { partVolumes } from './volume-sources.ts';

/** What the engine and the agents act on. */
const honouredPodFields = new Set([
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
  const { spec: podSpec, deep } = takeOut({ warn }, given);
  const { runtimeClassName, ...rest } = podSpec;
  const runtime = runtimeClassName ?? usualRuntime(podSpec);
  const pod = part(rest, honouredPodFields);
  const containers = (Array.isArray(podSpec.containers) ? podSpec.containers : []).map((container) =>
    isJsonObject(container)
      ? { name: String(container.name), ...part(container, honouredFieldsOf(container, runtime)) }
      : null,
  );
  warnOf(warn, 'spec.template.spec', pod.kept);
  if (runtime !== 'process' && podSpec.hostNetwork !== true) warnOfAddresses(warn, podSpec);
  for (const [index, container] of containers.entries()) {
    if (container) warnOf(warn, `spec.template.spec.containers[${index}]`, container.kept);
  }
  const keptContainers = Object.fromEntries(
    containers.filter((one) => one !== null && !isEmpty(one.kept)).map((one) => [one!.name, one!.kept]),
  );
  const volumes = partVolumes({ warn }, pod.honoured.volumes);
  const keptPod = isEmpty(volumes.kept) ? pod.kept : { ...pod.kept, volumes: volumes.kept };
  const spec = {
    ...pod.honoured,
    ...(pod.honoured.volumes === undefined ? {} : { volumes: volumes.honoured }),
    containers: containers.map((one, index) => one?.honoured ?? (podSpec.containers as unknown[])[index]),
  };
  if (isEmpty(keptPod) && isEmpty(keptContainers) && deep.length === 0)
    return { spec, runtime, annotations: {} };
  const kept = { pod: keptPod, containers: keptContainers, ...(deep.length === 0 ? {} : { deep }) };
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

/** A process has no input, and an input that is not there cannot end with its first client. */
function honouredFieldsOf({ stdin }: JsonObject, runtime: unknown): Set<string> {
  if (stdin === true && runtime !== 'process') return honouredContainerFields;
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
function warnOfAddresses(warn: (text: string) => void, { containers }: JsonObject): void {
  const listOf = (value: unknown) => (Array.isArray(value) ? value.filter(isJsonObject) : []);
  for (const [index, { env }] of listOf(containers).entries()) {
    for (const [envIndex, { valueFrom }] of listOf(env).entries()) {
      const fieldRef = isJsonObject(valueFrom) && isJsonObject(valueFrom.fieldRef) ? valueFrom.fieldRef : {};
      const { fieldPath } = fieldRef;
      if (fieldPath !== 'status.podIP' && fieldPath !== 'status.podIPs') continue;
      const path = `spec.template.spec.containers[${index}].env[${envIndex}].valueFrom.fieldRef.fieldPath`;
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

const isEmpty = (object: JsonObject) => Object.keys(object).length === 0;
