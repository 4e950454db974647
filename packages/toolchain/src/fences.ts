import { importsOf, resolveImport, type SourceFile, valueImportsOf } from './source-tree.ts';

/**
 * Who may import whom: the table of docs/architecture.md. Dependency-cruiser would do this, but it reads TypeScript
 * through the compiler's old interface, which TypeScript 7 does not have.
 */
export interface Fault {
  path: string;
  message: string;
}

/** A package or app -> the workspace packages it may import. `*`: any. `types:` only for types. */
const table: Record<string, readonly string[]> = {
  model: [],
  manifest: [],
  engine: ['model'],
  store: ['model'],
  runtime: ['model'],
  network: ['model'],
  'mesos-wire': ['model'],
  agent: ['model', 'runtime', 'network', 'mesos-wire'],
  controlplane: ['model', 'engine', 'store'],
  examples: ['model'],
  api: ['model', 'manifest', 'engine', 'controlplane'],
  kubernetes: ['model', 'engine', 'controlplane'],
  mesos: ['model', 'engine', 'controlplane', 'mesos-wire'],
  'framework-sdk': [],
  compose: ['model'],
  client: ['model', 'types:api', 'types:engine'],
  simulator: ['*'],
  bench: ['*'],
  toolchain: ['examples', 'model'],
  server: ['*'],
  'agent-app': ['model', 'agent', 'runtime', 'network'],
  web: ['model', 'manifest', 'client', 'types:api', 'types:engine'],
  e2e: ['model', 'client', 'network', 'examples', 'bench', 'framework-sdk'],
};

/** Packages that may run anywhere: no node module, no npm package beside these. */
const pure: Record<string, readonly string[]> = {
  model: ['zod', 'croner'],
  manifest: ['yaml'],
  engine: [],
  compose: [],
};

/** The house a file belongs to, as named in the table; null for files outside of all. */
export function houseOf(path: string): string | null {
  const [top, name] = path.split('/');
  if (top === 'packages') return name ?? null;
  if (top === 'apps') return name === 'agent' ? 'agent-app' : (name ?? null);
  return top === 'e2e' ? 'e2e' : null;
}

const isTest = (path: string) => /\.test\.tsx?$|\/testing\//.test(path);

/** Tests may use what they check against: fast-check, vitest, node, and any package that theirs may not build on. */
export function checkImports(files: SourceFile[]): Fault[] {
  return files
    .filter((file) => !isTest(file.path))
    .flatMap((file) => importsOf(file).flatMap((specifier) => checkImport(file, specifier)));
}

function checkImport(file: SourceFile, specifier: string): Fault[] {
  const house = houseOf(file.path);
  if (!house) return [];
  const fault = (message: string) => [{ path: file.path, message: `imports ${specifier}: ${message}` }];
  if (specifier.startsWith('.')) {
    return houseOf(resolveImport(file, specifier)) === house
      ? []
      : fault('reaches into another package by path');
  }
  if (specifier.startsWith('@gantry/')) return checkWorkspaceImport(file, { house, specifier });
  const allowed = pure[house];
  const isSource = file.path.includes('/src/');
  return allowed && isSource && !allowed.includes(specifier) ? fault(`${house} is pure`) : [];
}

function checkWorkspaceImport(
  file: SourceFile,
  { house, specifier }: { house: string; specifier: string },
): Fault[] {
  const target = specifier.split('/')[1] ?? '';
  const allowed = table[house];
  if (!allowed) return [{ path: file.path, message: `\`${house}\` has no row in the import table` }];
  if (allowed.includes('*') || allowed.includes(target) || target === house) return [];
  if (allowed.includes(`types:${target}`) && isTypeImport(file, specifier)) return [];
  return [{ path: file.path, message: `imports ${specifier}, which ${house} must not build on` }];
}

function isTypeImport(file: SourceFile, specifier: string): boolean {
  const quoted = specifier.replaceAll('/', '\\/');
  const statements = [
    ...file.text.matchAll(new RegExp(`^(?:import|export)\\b[^'";]*?from '${quoted}'`, 'gm')),
  ];
  return statements.every(([statement]) => /^(import|export) type\b/.test(statement));
}

/** Features of the dashboard stand side by side: none imports another. */
export function checkFeatures(files: SourceFile[]): Fault[] {
  const featureOf = (path: string) => /^apps\/web\/src\/features\/([^/]+)\//.exec(path)?.[1];
  return files.flatMap((file) => {
    const feature = featureOf(file.path);
    if (!feature) return [];
    return importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => featureOf(`${resolveImport(file, specifier)}/`))
      .filter((other) => other && other !== feature)
      .map((other) => ({
        path: file.path,
        message: `imports the feature \`${other}\`; share through src/shared`,
      }));
  });
}

/** Import cycles between files, each told once. Imports of types alone are gone when the program runs. */
export function findCycles(files: SourceFile[]): string[][] {
  const known = new Set(files.map((file) => file.path));
  const edges = new Map(
    files.map((file) => [
      file.path,
      valueImportsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolveImport(file, specifier))
        .filter((path) => known.has(path)),
    ]),
  );
  const cycles: string[][] = [];
  const done = new Set<string>();
  for (const path of known) visit({ path, trail: [], edges, done, cycles });
  return cycles;
}

interface Visit {
  path: string;
  trail: string[];
  edges: Map<string, string[]>;
  done: Set<string>;
  cycles: string[][];
}

function visit({ path, trail, edges, done, cycles }: Visit): void {
  const start = trail.indexOf(path);
  if (start >= 0) cycles.push([...trail.slice(start), path]);
  if (start >= 0 || done.has(path)) return;
  for (const next of edges.get(path) ?? [])
    visit({ path: next, trail: [...trail, path], edges, done, cycles });
  done.add(path);
}
