import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Share } from '@gantry/agent';
import type { PortRange } from '@gantry/model';
import { z } from 'zod';
import { parseReserved, type Reserved } from './reserved.ts';

/** What a person may set. The README's table says what each means. */
export interface Config {
  serverUrl: URL;
  /** Secret; null: the node has joined before. */
  joinToken: string | null;
  nodeName: string;
  /** null: the machine's own. */
  nodeAddress: string | null;
  dataDir: string;
  /** null: no containers on this node. */
  dockerSocket: string | null;
  /** What carries the traffic to services. `auto`: HAProxy where it is installed. */
  proxy: (typeof proxies)[number];
  /** Where other nodes ask for containers that publish no port; 0: any free one. */
  relayPort: number;
  share: Share;
  ports: PortRange[];
  labels: Record<string, string>;
  hostPathRoots: string[];
  /** Kept for roles and those below them, whatever anybody asks for. */
  reserved: Reserved;
  /** PEM text; null: the system's authorities. */
  ca: string | null;
  logLevel: string;
}

const proxies = ['auto', 'embedded', 'haproxy'] as const;
const logLevels = ['debug', 'info', 'warn', 'error'] as const;
const pairs = 'must be key=value,key=value';

const settings = z.object({
  GANTRY_SERVER: z.string('must be set to the URL of the control plane').transform(parseServer),
  GANTRY_JOIN_TOKEN: z.string().optional(),
  GANTRY_JOIN_TOKEN_FILE: z.string().transform(readText).optional(),
  GANTRY_NODE_NAME: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'must be lower-case letters, digits, dots and dashes')
    .default(() => hostname().toLowerCase()),
  GANTRY_NODE_ADDRESS: z.string().min(1, 'must be an address or a host name').optional(),
  GANTRY_DATA_DIR: z.string().min(1, 'must be a folder').default('./.gantry-agent'),
  GANTRY_DOCKER_SOCKET: z
    .string()
    .refine((text) => text === 'none' || isAbsolute(text), 'must be the absolute path of a socket, or none')
    .optional(),
  DOCKER_HOST: z.string().optional(),
  GANTRY_PROXY: z.enum(proxies, `must be one of ${proxies.join(', ')}`).default('auto'),
  GANTRY_RELAY_PORT: z
    .string()
    .default('0')
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a port such as 4590, or 0')
    .transform(Number),
  GANTRY_SHARE: z.string().default('1/1').transform(parseShare),
  GANTRY_PORT_RANGE: z.string().default('31000-32000').transform(parsePorts),
  GANTRY_LABELS: z.string().default('').transform(parsePairs),
  GANTRY_HOST_PATH_ROOTS: z.string().default('').transform(parseFolders),
  GANTRY_RESERVED: z.string().default('').transform(parseReservations),
  GANTRY_CA_FILE: z.string().transform(readText).optional(),
  GANTRY_LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
});

type Variables = Record<string, string | undefined>;
type Context = z.RefinementCtx;

/** The names of the flags, e.g. `server` for GANTRY_SERVER. */
export const flagNames = Object.keys(settings.shape)
  .filter((name) => name.startsWith('GANTRY_'))
  .map((name) => name.slice('GANTRY_'.length).toLowerCase().replaceAll('_', '-'));

/** The configuration, flags before environment; or every problem in it as a sentence that starts with the setting. */
export function readConfig(
  flags: readonly string[],
  environment: Variables = process.env,
): { ok: true; config: Config } | { ok: false; problems: string[] } {
  const given = readFlags(flags);
  if (typeof given === 'string') return { ok: false, problems: [given] };
  const parsed = settings.safeParse({ ...withoutEmpty(environment), ...given });
  if (parsed.success) return { ok: true, config: configOf(parsed.data) };
  return {
    ok: false,
    problems: parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`),
  };
}

/** As variables; a string: what is wrong with them. */
function readFlags(args: readonly string[]): Variables | string {
  const options = Object.fromEntries(flagNames.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({ args: [...args], options });
    const entries = Object.entries(values) as [string, string][];
    return Object.fromEntries(
      entries.map(([name, value]) => [`GANTRY_${name.toUpperCase().replaceAll('-', '_')}`, value]),
    );
  } catch (error) {
    return `${(error as Error).message} The flags are ${flagNames.map((name) => `--${name}`).join(' ')}.`;
  }
}

/** `NAME=` in a unit file or compose file means: not set. */
function withoutEmpty(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}

function configOf(data: z.infer<typeof settings>): Config {
  return {
    serverUrl: data.GANTRY_SERVER,
    joinToken: data.GANTRY_JOIN_TOKEN ?? data.GANTRY_JOIN_TOKEN_FILE?.trim() ?? null,
    nodeName: data.GANTRY_NODE_NAME,
    nodeAddress: data.GANTRY_NODE_ADDRESS ?? null,
    dataDir: resolve(data.GANTRY_DATA_DIR),
    dockerSocket: dockerSocketOf(data.GANTRY_DOCKER_SOCKET, data.DOCKER_HOST),
    proxy: data.GANTRY_PROXY,
    relayPort: data.GANTRY_RELAY_PORT,
    share: data.GANTRY_SHARE,
    ports: data.GANTRY_PORT_RANGE,
    labels: data.GANTRY_LABELS,
    hostPathRoots: data.GANTRY_HOST_PATH_ROOTS,
    reserved: data.GANTRY_RESERVED,
    ca: data.GANTRY_CA_FILE ?? null,
    logLevel: data.GANTRY_LOG_LEVEL,
  };
}

const usualSockets = ['/var/run/docker.sock', '/run/podman/podman.sock'];

/** The first engine there is; where there is none yet, the place where Docker will be. */
function dockerSocketOf(socket: string | undefined, dockerHost: string | undefined): string | null {
  if (socket) return socket === 'none' ? null : socket;
  // Engines over TCP are for clients on other machines; an agent runs beside its engine.
  if (dockerHost?.startsWith('unix://')) return dockerHost.slice('unix://'.length);
  return usualSockets.find(existsSync) ?? usualSockets[0]!;
}

function problem(context: Context, message: string): never {
  context.addIssue(message);
  return z.NEVER;
}

function parseServer(text: string, context: Context): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return problem(
      context,
      `must be a URL such as https://control.example:4501, not ${JSON.stringify(text)}`,
    );
  }
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && !isHere) {
    return problem(
      context,
      'must be https:// for a control plane on another machine: the key of the node goes there',
    );
  }
  return url;
}

function readText(path: string, context: Context): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return problem(context, `names a file that cannot be read: ${(error as Error).message}`);
  }
}

function parseShare(text: string, context: Context): Share {
  const [, numerator, denominator] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (!numerator || !denominator || numerator > denominator) {
    return problem(context, `must be a part of the machine such as 1/3, not ${JSON.stringify(text)}`);
  }
  return { numerator, denominator };
}

function parsePorts(text: string, context: Context): PortRange[] {
  const ranges = text.split(',').map((range) => {
    const [, begin, end] = /^\s*(\d{1,5})-(\d{1,5})\s*$/.exec(range) ?? [];
    return { begin: Number(begin), end: Number(end) };
  });
  const isGood = ranges.every(({ begin, end }) => begin >= 1 && begin <= end && end <= 65_535);
  return isGood
    ? ranges
    : problem(context, `must be host ports such as 31000-32000, not ${JSON.stringify(text)}`);
}

function parsePairs(text: string, context: Context): Record<string, string> {
  const entries = listOf(text).map((pair) => [
    pair.slice(0, pair.indexOf('=')),
    pair.slice(pair.indexOf('=') + 1),
  ]);
  const isGood = listOf(text).every((pair) => pair.indexOf('=') > 0);
  return isGood ? Object.fromEntries(entries) : problem(context, `${pairs}, not ${JSON.stringify(text)}`);
}

function parseFolders(text: string, context: Context): string[] {
  const folders = listOf(text);
  return folders.every(isAbsolute)
    ? folders
    : problem(context, 'must be absolute paths, separated by commas');
}

function parseReservations(text: string, context: Context): Reserved {
  const reserved = parseReserved(text);
  return typeof reserved === 'string' ? problem(context, reserved) : reserved;
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
