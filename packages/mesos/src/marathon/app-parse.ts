import { describeIssues, findUnsafeInput } from '@gantry/model';
import type { z } from 'zod';
import { checkAppId } from './app-id.ts';
import { checkApp } from './app-rules.ts';
import { type App, appSchema } from './app-schema.ts';
import { defined, isObject, type Json } from './plain-data.ts';
import { type Detail, notJson, notValid } from './refusal.ts';

/**
 * Reads an app as a client wrote it (`id` settled by the caller). Throws 400 for values of a wrong type and 422 for an
 * object that cannot be: every fault with its path.
 */
export function parseApp(written: Json): App {
  const raw = liftDeprecated(withoutNulls(written));
  refuseUnsafe(raw);
  const parsed = appSchema.safeParse(raw);
  if (!parsed.success) throw refusalOfIssues(parsed.error.issues, raw);
  const app = withPorts(parsed.data);
  const wrongId = checkAppId(app.id);
  const details = wrongId === null ? checkApp(app) : [{ path: '/id', errors: [wrongId] }, ...checkApp(app)];
  if (details.length > 0) throw notValid(details);
  return defined(app);
}

/** Keys that reach prototypes, control characters, and input too deep or too large to be an app. */
export function refuseUnsafe(input: unknown): void {
  const unsafe = findUnsafeInput(input);
  if (unsafe.length > 0) {
    throw notValid(unsafe.map(({ field, message }) => ({ path: `/${field}`, errors: [message] })));
  }
}

/** Marathon reads null as absent. */
export function withoutNulls(written: Json): Json {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null));
}

/** The names of before 1.5, in today's: `uris`, `ports`, `docker.network` and `docker.portMappings`. */
export function liftDeprecated({ uris, ports, ...raw }: Json): Json {
  const fetch = Array.isArray(uris) && raw.fetch === undefined ? uris.map((uri) => ({ uri })) : raw.fetch;
  const isEmptyPair = raw.portDefinitions === undefined && Array.isArray(ports);
  const portDefinitions = isEmptyPair ? ports.map((port) => ({ port })) : raw.portDefinitions;
  return defined({ ...raw, fetch, portDefinitions, ...liftDocker(raw) });
}

const modes: Record<string, string> = { HOST: 'host', BRIDGE: 'container/bridge' };

function liftDocker({ container, networks }: Json): Json {
  if (!isObject(container) || !isObject(container.docker)) return {};
  const { network, portMappings, ...docker } = container.docker;
  const mode = typeof network === 'string' ? (modes[network] ?? network) : null;
  return {
    container: defined({
      ...container,
      docker,
      portMappings: container.portMappings ?? portMappings ?? undefined,
    }),
    networks: mode === null ? networks : (networks ?? [{ mode }]),
  };
}

/** What is told of ports when nothing is: the host's network, and one port that is assigned. */
function withPorts(app: App): App {
  const networks = app.networks?.length ? app.networks : [{ mode: 'host' as const }];
  const isHost = networks[0]!.mode === 'host';
  const usual = isHost ? [{ port: 0, protocol: 'tcp' as const, name: 'default', labels: {} }] : undefined;
  return { ...app, networks, portDefinitions: app.portDefinitions ?? usual };
}

const typeWords: Record<string, string> = {
  string: 'jsstring',
  number: 'jsnumber',
  int: 'jsnumber',
  boolean: 'jsboolean',
  array: 'jsarray',
  object: 'jsobject',
  record: 'jsobject',
};

type Issue = z.core.$ZodIssue;

function refusalOfIssues(issues: readonly Issue[], raw: Json) {
  const mistyped = issues.filter(isMistyped(raw));
  if (mistyped.length > 0) {
    return notJson(mistyped.map((issue) => ({ path: pathOf(issue.path), errors: [typeError(issue)] })));
  }
  return notValid(issues.flatMap((issue) => detailsOf(issue, raw)));
}

const isMistyped = (raw: Json) => (issue: Issue) =>
  issue.code === 'invalid_type' &&
  issue.path.reduce<unknown>(step, raw) !== undefined &&
  !isFraction(issue, raw);

/** 1.5 instances are a number, only not a good one. */
const isFraction = (issue: Issue, raw: Json) =>
  typeof issue.path.reduce<unknown>(step, raw) === 'number' &&
  /int|number/.test((issue as { expected?: string }).expected ?? '');

const step = (value: unknown, part: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;

function typeError(issue: Issue): string {
  const expected = issue.code === 'invalid_type' ? issue.expected : '';
  return `error.expected.${typeWords[expected] ?? expected}`;
}

function detailsOf(issue: Issue, raw: Json): Detail[] {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const paths = keys.length > 0 ? keys.map((key) => [...issue.path, key]) : [issue.path];
  const sentences = describeIssues([issue], raw).map(({ message }) => message);
  return paths.map((path, index) => ({ path: pathOf(path), errors: [sentences[index] ?? issue.message] }));
}

/** `/healthChecks(0)/path`: list positions in brackets, as Marathon writes them. */
const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}(${part})` : `${text}/${String(part)}`),
    '',
  ) || '/';
