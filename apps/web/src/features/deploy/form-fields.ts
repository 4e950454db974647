import { type ManifestPaths, ManifestText, type Path, pathsOf } from '@gantry/manifest';

/** The paths of everything that the form can edit. The form shows the first container. */
export function fieldPaths(paths: ManifestPaths) {
  const container = (...rest: Path): Path => [...paths.containers, 0, ...rest];
  return {
    ...paths,
    containerName: container('name'),
    image: container('image'),
    command: container('command'),
    cpu: container('resources', 'requests', 'cpu'),
    memory: container('resources', 'requests', 'memory'),
    memoryLimit: container('resources', 'limits', 'memory'),
    ports: container('ports'),
    firstPort: container('ports', 0),
    readiness: container('readinessProbe'),
    env: container('env'),
    strategyType: [...paths.strategy, 'type'] as Path,
    maxSurge: [...paths.strategy, 'rollingUpdate', 'maxSurge'] as Path,
    maxUnavailable: [...paths.strategy, 'rollingUpdate', 'maxUnavailable'] as Path,
  };
}
export type FieldPaths = ReturnType<typeof fieldPaths>;

/** How many it is to have. */
export function replicasOf(manifest: ManifestText): number {
  const written = manifest.read(pathsOf(manifest).replicas);
  return typeof written === 'number' ? written : 1;
}

/** A number where it is one, so that YAML shows `3` and not `"3"`. */
export function numberOrText(value: string): number | string | undefined {
  const trimmed = value.trim();
  if (trimmed === '') return undefined;
  return /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** A port as its field shows it. A process asks with 0 for one that it is given, which an empty field says too. */
export const shownPort = (written: string, isProcess: boolean): string =>
  isProcess && written === '0' ? '' : written;

export type ReadinessKind = 'none' | 'http' | 'tcp' | 'other';

export function readinessKind(manifest: ManifestText, path: Path): ReadinessKind {
  const probe = manifest.read(path);
  if (typeof probe !== 'object' || probe === null) return 'none';
  if ('httpGet' in probe) return 'http';
  return 'tcpSocket' in probe ? 'tcp' : 'other';
}

export interface EnvRow {
  name: string;
  /** null: it comes from elsewhere (a secret, a config), which the form leaves alone. */
  value: string | null;
}

export function envRows(manifest: ManifestText, path: Path): EnvRow[] {
  const list = manifest.read(path);
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown) => {
    const { name, value, valueFrom } = (item ?? {}) as Record<string, unknown>;
    return { name: String(name ?? ''), value: valueFrom === undefined ? String(value ?? '') : null };
  });
}

export interface InitRow {
  name: string;
  image: string;
  command: string;
}

/** What runs before the program, as far as it is written. */
export function initRows(manifest: ManifestText, path: Path): InitRow[] {
  const list = manifest.read(path);
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown) => {
    const { name, image, command, args } = (item ?? {}) as Record<string, unknown>;
    const words = [command, args].flatMap((part) => (Array.isArray(part) ? part.map(String) : []));
    return { name: String(name ?? ''), image: String(image ?? ''), command: words.join(' ') };
  });
}

export function containerCount(manifest: ManifestText, path: Path): number {
  const list = manifest.read(path);
  return Array.isArray(list) ? list.length : 0;
}

/** What is to happen to a rollout that a health gate ends. `nothing`: it has none. */
export type GateChoice = 'nothing' | 'pause' | 'rollback';

export function gateChoice(manifest: ManifestText, path: Path): GateChoice {
  const gates = manifest.read(path);
  if (typeof gates !== 'object' || gates === null) return 'nothing';
  return 'onFailure' in gates && gates.onFailure === 'rollback' ? 'rollback' : 'pause';
}

/** Gates that few healthy rollouts meet; what is written already stays. */
function gatesFor(written: unknown, choice: GateChoice): object | undefined {
  if (choice === 'nothing') return undefined;
  const kept = typeof written === 'object' && written !== null ? written : usualGates;
  return { ...kept, onFailure: choice };
}

/** The manifest with that choice. Where nobody said how long a replica must stay ready to count, gates get some time to look at it. */
export function withGates(
  manifest: ManifestText,
  { healthGates, minReadySeconds }: { healthGates: Path; minReadySeconds: Path },
  choice: GateChoice,
): string {
  const text = manifest.with(healthGates, gatesFor(manifest.read(healthGates), choice));
  const isTimed = choice === 'nothing' || manifest.read(minReadySeconds) !== undefined;
  return isTimed ? text : new ManifestText(text).with(minReadySeconds, usualMinReadySeconds);
}

const usualMinReadySeconds = 10;
const usualGates = { maxRestarts: 3, readyWithinSeconds: 300 };
