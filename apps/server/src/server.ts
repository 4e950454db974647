import { join } from 'node:path';
import {
  Credentials,
  createTerminalDoor,
  createTrpcDoor,
  DayRibbons,
  frameworkWords,
  lineOfDoor,
  lineOfStream,
  type PastLog,
  type People,
  Ribbons,
  type Services,
  Tally,
  UsageTrails,
  withoutRepeats,
} from '@gantry/api';
import { readCompose } from '@gantry/compose';
import {
  type ControlPlaneHost,
  type ControlPlaneOptions,
  createControlPlane,
  type Log,
  openNodeKeys,
  openVault,
  sameSecret,
  type Vault,
} from '@gantry/controlplane';
import { type Bounds, createEngine } from '@gantry/engine';
import { examples, jobExamples } from '@gantry/examples';
import { gallery } from '@gantry/examples/gallery';
import { createKubernetesDoor, readKubernetesDeployments } from '@gantry/kubernetes';
import { createMarathonDoor, createMesosDoor, readMarathonApps } from '@gantry/mesos';
import { openSqliteStore, type Store } from '@gantry/store';
import { AuditFile } from './audit-file.ts';
import { openCertificates } from './certificates.ts';
import type { Config } from './config.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { Front, type PublicPage } from './front.ts';
import { kubeconfigText } from './kubeconfig-text.ts';
import { type Listener, listen } from './listen.ts';
import { metricsDoor } from './metrics-door.ts';
import { PastThread } from './past/past-thread.ts';
import { openPeople } from './people-file.ts';
import { healthz, readyz } from './probes.ts';
import { outerUrls, plainHost, urlHost } from './reach.ts';
import { serviceBounds, serviceNetworkOf } from './service-bounds.ts';
import { SignIn } from './sign-in.ts';
import { type Standby, type StandbyHooks, standBy } from './standby.ts';
import { StaticFiles } from './static-files.ts';
import { version } from './version.ts';

/** A node is trusted this long without a heartbeat. */
const leaseMs = 10_000;
const heartbeatMs = 2_000;
/** A killed process lets go of its data folder and of its ports in no order. */
const portWithinMs = 5_000;

export interface Server {
  data: DataFolder;
  plane: ControlPlaneHost;
  /** Where browsers and the agents of this machine come in. */
  url: string;
  /** Where other machines come in. */
  tlsUrl: string;
  /** A link that signs a browser in, once. */
  signInLink(): string;
  /** Takes no more requests, finishes what is being written, lets go of the data folder. */
  stop(): Promise<void>;
}

interface Hooks extends StandbyHooks {
  /** Nothing can be written any more: the process must end. */
  onFatal(cause: unknown): void;
}

type Told = Required<Pick<ControlPlaneOptions, 'onAnswered' | 'onStreamAsked'>>;

/** The control plane with its doors open. Rejects when a port or the data folder cannot be had. */
export async function startServer(config: Config, hooks: Hooks): Promise<Server> {
  // What is kept beside the store is read when nobody else can change it any more.
  const standby = config.standbyPort === null ? null : await standBy(config, hooks);
  const store = standby?.store ?? openSqliteStore({ folder: config.dataDir });
  const data = await openDataFolder(config.dataDir, config.token);
  // Known when the ports are, which is before the engine is made.
  let bounds: Partial<Bounds> = {};
  const vault = openSecretVault(config, data);
  const people = openPeople(join(data.path, 'people.json'));
  // Opened once this process leads; no door is open before.
  let audit: AuditFile | null = null;
  const record = (line: Parameters<AuditFile['record']>[0] | null) => {
    if (line !== null) audit?.record(line);
  };
  const frameworks = frameworkWords();
  const onlyNews = withoutRepeats();
  const told: Told = {
    onAnswered: (command, actor, answer) =>
      record(lineOfDoor(command, { actor, answer, view: plane.view, atMs: plane.now(), frameworks })),
    onStreamAsked: (request, actor, refusal) =>
      record(onlyNews(lineOfStream(request, { actor, refusal, view: plane.view, atMs: plane.now() }))),
  };
  const parts = { vault, people, standby, ...hooks, config, bounds: () => bounds, ...told };
  const plane = makePlane(data, store, parts);
  const signIn = new SignIn(new Credentials({ ...data, people, now: Date.now }));
  const front = await makeFront(config, { plane, signIn, clusterId: data.clusterId, log: hooks.log });
  const { plain, tls, ca } = await listenOnBoth(config, data, front);
  standby?.entry.lead(front);
  bounds = serviceBounds(config, { clusterId: data.clusterId, plainPort: plain.port, tlsPort: tls.port });
  await plane.start();
  const { joinToken } = data;
  const howToJoin = () => ({ serverUrls: outerUrls(config.host, tls.port), joinToken, ca });
  audit = await AuditFile.open(join(data.path, 'audit.jsonl'), {
    onFault: (err) => hooks.log.error({ err }, 'A line of the audit trail could not be written'),
  });
  const tlsUrl = `https://${urlHost(config.host)}:${tls.port}`;
  const services = openServices(data, {
    ...{
      plane,
      store,
      audit,
      people,
      howToJoin,
      ingressPort: config.ingressPort,
      ingressTlsPort: config.ingressTlsPort,
    },
    kubeconfig: () => kubeconfigText({ tlsUrl, ca, token: data.token }),
  });
  const trpc = createTrpcDoor(services, {
    onFault: ({ id, path, error }) =>
      hooks.log.error({ id, path, err: error.cause ?? error }, 'A call failed'),
  });
  const terminals = createTerminalDoor(services, {
    onFault: (err) => hooks.log.error({ err }, 'A terminal could not be opened'),
  });
  const kubernetes = createKubernetesDoor(plane, { rightsOf: (name) => people.rightsOf(name) });
  const marathon = createMarathonDoor(plane);
  const mesos = createMesosDoor(plane, { clusterId: data.clusterId, version });
  people.onChange((name) => {
    front.dismiss(name);
    terminals.dismiss(name);
  });
  front.open([trpc, terminals, kubernetes, marathon, mesos, metricsDoor(plane)]);
  const url = `http://${urlHost(plainHost(config.host))}:${plain.port}`;
  return {
    data,
    plane,
    url,
    tlsUrl,
    signInLink: () => url + signIn.newLink(),
    async stop() {
      trpc.close();
      terminals.close();
      kubernetes.close();
      marathon.close();
      mesos.close();
      // A port is closed only when the agents' connections are, and those are the control plane's to end.
      const closed = Promise.all([plain.close(), tls.close(), standby?.listener.close()]);
      services.tally.close();
      await services.past.close();
      await plane.stop();
      await closed;
      audit.close();
      await store.close();
    },
  };
}

/** The keys of the secrets: in the file that was given, or in one of the data folder, beside the store and never in it. */
function openSecretVault({ secretKeyFile }: Config, { path }: DataFolder): Vault {
  return secretKeyFile === null
    ? openVault(join(path, 'secret-keys'), { isOwn: true })
    : openVault(secretKeyFile, { isOwn: false });
}

function makePlane(
  data: DataFolder,
  store: Store,
  {
    log,
    onFatal,
    config,
    bounds,
    vault,
    people,
    standby,
    ...told
  }: Hooks &
    Told & {
      config: Config;
      bounds(): Partial<Bounds>;
      vault: Vault;
      people: People;
      standby: Standby | null;
    },
): ControlPlaneHost {
  const isJoinToken = (token: string) => sameSecret(token, data.joinToken);
  const serviceNetwork = serviceNetworkOf(config, data);
  const agents = {
    openKeys: () => openNodeKeys(data.path),
    isJoinToken,
    leaseMs,
    heartbeatMs,
    serviceNetwork,
  };
  return createControlPlane({
    store,
    ...(standby === null ? {} : { leadership: standby.leadership }),
    createEngine: (snapshot) => createEngine(snapshot, { bounds: { ...bounds(), leaseMs } }),
    agents,
    vault,
    rightsOf: ({ name }) => people.rightsOf(name),
    onFatal,
    onAnswered: told.onAnswered,
    onStreamAsked: told.onStreamAsked,
    log,
  });
}

async function makeFront(
  config: Config,
  {
    plane,
    signIn,
    clusterId,
    log,
  }: {
    plane: ControlPlaneHost;
    signIn: SignIn;
    clusterId: string;
    log: Log;
  },
): Promise<Front> {
  const files = await StaticFiles.read(config.webDir, { clusterId });
  if (files.isEmpty) log.warn({ webDir: config.webDir }, 'The dashboard is not built: run npm run build');
  return new Front({
    credentials: signIn.credentials,
    hostNames: new Set([config.host.toLowerCase(), ...config.hostNames]),
    pages: new Map<string, PublicPage>([
      ['/healthz', healthz],
      ['/readyz', readyz(() => plane.trouble())],
      [SignIn.path, (request, response, url) => signIn.handle(request, response, url)],
    ]),
    upgrades: new Map([['/agent', (...upgrade) => plane.upgradeAgent(...upgrade)]]),
    files: (request, response, path) =>
      files.serve(request, response, { path, isSignedIn: signIn.credentials.hasSession(request) }),
    log,
  });
}

function openServices(
  data: DataFolder,
  parts: {
    plane: ControlPlaneHost;
    store: Store;
    audit: AuditFile;
    people: People;
    howToJoin: Services['join'];
    kubeconfig: Services['kubeconfig'];
    ingressPort: number;
    ingressTlsPort: number;
  },
): Services & { past: PastThread } {
  const { plane, store, audit, people, howToJoin, kubeconfig, ingressPort, ingressTlsPort } = parts;
  const log: PastLog = {
    commits: (after, limit) => store.history(after, limit),
    revisionAt: (atMs) => store.revisionAt(atMs),
    stateAt: (revision) => store.at(revision),
    removals: (table, span) => store.removals(table, span),
    recordAt: (table, key, revision) => store.recordAt(table, key, revision),
  };
  const tally = Tally.of(plane);
  return {
    plane,
    tally,
    clusterId: data.clusterId,
    version,
    ribbons: new Ribbons(plane, log, tally),
    days: new DayRibbons(plane, tally),
    trails: new UsageTrails(plane, tally),
    past: new PastThread(data.path, plane, log),
    audit,
    people,
    join: howToJoin,
    kubeconfig,
    importers: [
      { title: 'Kubernetes YAML', read: readKubernetesDeployments },
      { title: 'Marathon JSON', read: readMarathonApps },
      { title: 'Compose file', read: readCompose },
    ],
    ingressPort,
    ingressTlsPort,
    gallery,
    examples: examples.map(({ name, manifest, ...rest }) => ({ ...rest, id: name, yaml: manifest })),
    jobExamples: jobExamples.map(({ name, manifest, ...rest }) => ({ ...rest, id: name, yaml: manifest })),
  };
}

/** Tokens and cookies never cross a network in the clear: without TLS only this machine itself is served. */
async function listenOnBoth(
  config: Config,
  data: DataFolder,
  front: Front,
): Promise<{ plain: Listener; tls: Listener; ca: string }> {
  const certificates = await openCertificates(data.path, [config.host, ...config.hostNames], Date.now());
  const waitMs = config.standbyPort === null ? 0 : portWithinMs;
  const plain = await listen(front, {
    ...{ host: plainHost(config.host), port: config.port, tls: null, setting: 'GANTRY_PORT', waitMs },
  });
  const tls = await listen(front, {
    ...{ host: config.host, port: config.tlsPort, tls: certificates, setting: 'GANTRY_TLS_PORT', waitMs },
  });
  return { plain, tls, ca: certificates.ca };
}
