import type { Backend, Frontend, Pool, Route } from '../port.ts';
import { bySpecificity } from '../route-table.ts';

/** Where one backend of a pool is, or could be: its address can change without a reload. */
export type Slot = Backend | null;

export interface HaproxyPlan {
  /** Told by `show info`, so that a reload is known to be over. */
  generation: string;
  apiSocket: string;
  frontends: readonly Frontend[];
  /** Where the certificates of a frontend are listed. */
  listOf(frontend: Frontend): string;
  pools: readonly { pool: Pool; slots: readonly Slot[] }[];
}

/** Nobody listens there, and a server without a backend is never asked. */
export const nowhere = { host: '127.0.0.1', port: 1 } as const;

/** The configuration as HAProxy reads it. Names and hosts were checked when the services were saved. */
export function haproxyConfig(plan: HaproxyPlan): string {
  const { generation, apiSocket, frontends, pools } = plan;
  return [
    ...[
      'global',
      `  description generation-${generation}`,
      // A new worker takes over the sockets: one of its own beside them would lose whoever waits at the old ones.
      `  stats socket ${apiSocket} mode 600 level admin expose-fd listeners`,
    ],
    ...defaults,
    // HAProxy does not run without any frontend.
    ...[
      'frontend nobody',
      '  mode http',
      `  bind unix@${apiSocket}.nobody mode 600`,
      '  default_backend nothing',
    ],
    ...frontends.flatMap((frontend) => frontendLines(frontend, plan)),
    ...[
      'backend nothing',
      '  mode http',
      `  http-request return status 404 content-type text/plain string "${noRule}"`,
    ],
    ...tlsPortsOf(frontends).flatMap(toTlsLines),
    ...pools.flatMap(({ pool, slots }) => poolLines(pool, slots)),
    '',
  ].join('\n');
}

const noRule = 'No service answers for this host and path.';

const defaults = [
  'defaults',
  '  timeout connect 3s',
  '  timeout client 75s',
  '  timeout server 1h',
  '  timeout tunnel 24h',
  '  timeout http-request 60s',
  '  timeout http-keep-alive 75s',
  '  option redispatch 1',
  '  retries 3',
  // What a reload finds idle may be asking at this moment: it has its answer, and is then told that it was the last.
  '  option idle-close-on-response',
];

export const nameOf = ({ address, port }: Frontend) => `at-${address}-${port}`;

/** A backend that sends on, as a rule in a frontend would come before all more specific ones. */
const toTlsName = (port: number) => `to-tls-${port}`;

const tlsPortsOf = (frontends: readonly Frontend[]) => [
  ...new Set(frontends.flatMap(({ routes }) => routes.flatMap(({ toTlsPort }) => toTlsPort ?? []))),
];

function toTlsLines(port: number): string[] {
  const at = port === 443 ? '' : `:${port}`;
  return [
    `backend ${toTlsName(port)}`,
    '  mode http',
    `  http-request redirect code 308 location https://%[req.hdr(host),field(1,:),lower]${at}%[pathq]`,
  ];
}

/** Whoever asks for a host without a certificate gets none, unless there is one for all. */
function bindLine(frontend: Frontend, { listOf }: HaproxyPlan): string {
  const { address, port, tls } = frontend;
  if (tls === null) return `  bind ${address}:${port}`;
  const strict = tls.some(({ host }) => host === null) ? '' : ' strict-sni';
  return `  bind ${address}:${port} ssl crt-list ${listOf(frontend)} ssl-min-ver TLSv1.2 alpn http/1.1${strict}`;
}

function frontendLines(frontend: Frontend, plan: HaproxyPlan): string[] {
  const { traffic, routes, tls } = frontend;
  const head = [`frontend ${nameOf(frontend)}`, `  mode ${traffic}`, bindLine(frontend, plan)];
  if (traffic === 'tcp') return [...head, `  default_backend ${poolName(routes[0]!.pool)}`];
  return [
    ...head,
    '  http-request set-header X-Forwarded-For %[src]',
    `  http-request set-header X-Forwarded-Proto ${tls === null ? 'http' : 'https'}`,
    '  http-request disable-l7-retry unless { method GET HEAD OPTIONS TRACE PUT DELETE }',
    ...bySpecificity(routes).flatMap(ruleLines),
    '  default_backend nothing',
  ];
}

export const poolName = (key: string) => `pool-${key}`;

/** Conditions beside each other must all hold; another line is another way. */
function ruleLines({ host, pathPrefix, pool, toTlsPort }: Route): string[] {
  const backend = toTlsPort === undefined ? poolName(pool) : toTlsName(toTlsPort);
  const target = `  use_backend ${backend} if`;
  const onHost = hostCondition(host);
  const whole = pathPrefix.endsWith('/') ? [] : [`{ path -m str ${pathPrefix} }`];
  const below = `{ path_beg ${pathPrefix.endsWith('/') ? pathPrefix : `${pathPrefix}/`} }`;
  return [...whole, below].map((path) => `${target} ${onHost}${path}`);
}

function hostCondition(host: string | null): string {
  if (host === null) return '';
  const name = 'req.hdr(host),field(1,:),lower';
  if (!host.startsWith('*.')) return `{ ${name} -m str ${host} } `;
  return `{ ${name} -m reg ^[^.]+\\.${host.slice(2).replaceAll('.', '\\.')}$ } `;
}

function poolLines(pool: Pool, slots: readonly Slot[]): string[] {
  const { key, traffic, affinitySeconds } = pool;
  const retries = traffic === 'http' ? ['  retry-on conn-failure empty-response response-timeout'] : [];
  const affinity =
    affinitySeconds === null
      ? []
      : [`  stick-table type ip size 100k expire ${Math.ceil(affinitySeconds)}s`, '  stick on src'];
  return [
    ...[`backend ${poolName(key)}`, `  mode ${traffic}`, '  balance leastconn', ...retries, ...affinity],
    ...slots.map((slot, index) => serverLine(slot, index)),
  ];
}

function serverLine(slot: Slot, index: number): string {
  const { host, port } = slot ?? nowhere;
  return `  server s${index + 1} ${host}:${port}${slot === null ? ' disabled' : ''}`;
}
