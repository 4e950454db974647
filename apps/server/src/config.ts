import { resolve } from 'node:path';
import { z } from 'zod';

/** What the environment may set. The name of each variable and what it means: docs, table of settings. */
export interface Config {
  host: string;
  port: number;
  tlsPort: number;
  /** Where this process answers, beside the other two, while it stands by and after. null: it does not stand by. */
  standbyPort: number | null;
  /** On every node: HTTP for the services of kind `ingress`. */
  ingressPort: number;
  /** And HTTPS for those of their hosts that have a certificate. */
  ingressTlsPort: number;
  /** Where the services' addresses are from. null: a part of 198.18.0.0/15 that this cluster keeps to. */
  serviceRange: string | null;
  dataDir: string;
  store: 'sqlite';
  /** Holds the keys that secrets are sealed with. null: the data folder's own, made at first start. */
  secretKeyFile: string | null;
  /** null: the one in the data folder, made at first start. */
  token: string | null;
  localAgents: number;
  /** Names under which other machines reach this server, beside its addresses and its own name. */
  hostNames: string[];
  /** Where the built dashboard is. */
  webDir: string;
}

const portNumber = z.coerce
  .number('must be a port number')
  .int('must be a port number')
  .min(0, 'must be a port number; 0 takes any free port')
  .max(65_535, 'must be a port number up to 65535');
const port = (usual: number) => portNumber.default(usual);

const environment = z.object({
  GANTRY_HOST: z.string().min(1, 'must be an address or a host name').default('127.0.0.1'),
  GANTRY_PORT: port(4500),
  GANTRY_TLS_PORT: port(4501),
  GANTRY_STANDBY_PORT: portNumber.optional(),
  GANTRY_INGRESS_PORT: port(4580),
  GANTRY_INGRESS_TLS_PORT: port(4581),
  GANTRY_SERVICE_RANGE: z
    .string()
    .regex(
      /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?=\d)|\/(?=\d))){4}(?:1[6-9]|2[0-6])$/,
      'must be a range of private addresses such as 10.97.0.0/20, from /16 to /26',
    )
    .optional(),
  GANTRY_DATA_DIR: z.string().min(1, 'must be a folder').default('./.gantry'),
  GANTRY_STORE: z.literal('sqlite', 'must be sqlite').default('sqlite'),
  GANTRY_TOKEN: z
    .string()
    .min(20, 'must be at least 20 characters long')
    .regex(/^[\x21-\x7e]+$/, 'must be plain letters, digits and signs, without spaces')
    .optional(),
  GANTRY_SECRET_KEY_FILE: z.string().optional(),
  GANTRY_LOCAL_AGENTS: z.coerce
    .number('must be a whole number from 0 to 64')
    .int('must be a whole number from 0 to 64')
    .min(0, 'must be a whole number from 0 to 64')
    .max(64, 'must be a whole number from 0 to 64')
    .default(3),
  GANTRY_HOST_NAMES: z.string().default(''),
});

/** The configuration, or every problem in it as a sentence that starts with the variable's name. */
export function readConfig(
  variables: Record<string, string | undefined>,
  webDir: string,
): { ok: true; config: Config } | { ok: false; problems: string[] } {
  // `NAME=` in a unit file or a compose file means: not set.
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`);
    return { ok: false, problems };
  }
  const { data } = parsed;
  const config: Config = {
    host: data.GANTRY_HOST,
    port: data.GANTRY_PORT,
    tlsPort: data.GANTRY_TLS_PORT,
    standbyPort: data.GANTRY_STANDBY_PORT ?? null,
    ingressPort: data.GANTRY_INGRESS_PORT,
    ingressTlsPort: data.GANTRY_INGRESS_TLS_PORT,
    serviceRange: data.GANTRY_SERVICE_RANGE ?? null,
    dataDir: resolve(data.GANTRY_DATA_DIR),
    store: data.GANTRY_STORE,
    token: data.GANTRY_TOKEN ?? null,
    secretKeyFile: data.GANTRY_SECRET_KEY_FILE === undefined ? null : resolve(data.GANTRY_SECRET_KEY_FILE),
    localAgents: data.GANTRY_LOCAL_AGENTS,
    hostNames: data.GANTRY_HOST_NAMES.split(',')
      .map((name) => name.trim().toLowerCase())
      .filter(Boolean),
    webDir,
  };
  return { ok: true, config };
}
