import { checkDockerVolumeOptions, dockerDriver } from '@gantry/model';
import { labels } from '../docker/container-options.ts';
import { createEngine, type Engine } from '../docker/engine.ts';
import { statusOf } from '../docker/engine-fault.ts';
import { RuntimeFault } from '../port.ts';
import type { StorageDriver, StorageVolume } from './port.ts';

export interface DockerStorageOptions {
  /** Unix socket of a Docker or Podman engine. */
  socketPath: string;
  /** Tells this cluster's ended containers from those of others: only its own go with a volume. */
  clusterName: string;
}

/** The engine's name for its own storage; Gantry's `local` is another one. */
const engineLocal = 'local';
const engineName = (driver: string) => (driver === dockerDriver ? engineLocal : driver);

/** A plugin that is installed later is found after this time: asking an engine for all of itself is dear. */
const plugAfterMs = 60_000;

const plainName = (plugin: string) => plugin.replace(/:latest$/, '');

/** Volumes of a container engine: its own, by the name `docker`, and those of its volume plugins by theirs. */
export function createDockerStorage({ socketPath, clusterName }: DockerStorageOptions): StorageDriver {
  const engine = createEngine(socketPath, 2);
  let known: { names: string[]; atMs: number } | null = null;
  async function names(): Promise<string[]> {
    if (known !== null && performance.now() - known.atMs < plugAfterMs) return known.names;
    try {
      const { Plugins } = (await engine.docker.info()) as { Plugins?: { Volume?: string[] | null } };
      const plugins = (Plugins?.Volume ?? []).filter((name) => name !== engineLocal);
      known = { names: [...new Set([dockerDriver, ...plugins.map(plainName)])], atMs: performance.now() };
      return known.names;
    } catch {
      return [];
    }
  }
  return {
    names,
    async provide({ name, driver, options }) {
      // An engine looks for a plugin that it does not have for half a minute.
      if (!(await names()).includes(driver))
        throw new RuntimeFault('Unavailable', `the container engine has no volume driver ${driver}`, true);
      const unsafe = driver === dockerDriver ? checkDockerVolumeOptions(options) : null;
      if (unsafe !== null) throw new RuntimeFault('Unsupported', `volume ${name}: options ${unsafe}`, false);
      const doing = `the volume ${name} is made by the driver ${driver}`;
      const made = await engine.call(doing, 'Unsupported', (docker) =>
        docker.createVolume({ Name: name, Driver: engineName(driver), DriverOpts: options }),
      );
      await refuseForeign(engine, { name, driver, options });
      return { source: made.Name ?? name, kind: 'volume' };
    },
    async remove({ name }) {
      await dropEnded(engine, name, clusterName);
      try {
        await engine.docker.getVolume(name).remove();
      } catch (error) {
        if (statusOf(error) !== 404)
          throw engine.fault(error, 'Unavailable', `the volume ${name} is deleted`);
      }
    },
  };
}

/** An engine answers with any volume of the name that it has, whoever made it and of whatever driver. */
async function refuseForeign(engine: Engine, { name, driver }: StorageVolume): Promise<void> {
  const doing = `the volume ${name} is looked at`;
  const found = await engine.call(doing, 'Unavailable', (docker) => docker.getVolume(name).inspect());
  if (plainName(found.Driver) === engineName(driver)) return;
  const message = `the engine has a volume ${name} already, of the driver ${found.Driver} and not ${driver}`;
  throw new RuntimeFault('Unsupported', message, false);
}

/** Containers of ended tasks are kept for their logs; one that had the volume must go before the engine lets it. */
async function dropEnded(engine: Engine, name: string, clusterName: string): Promise<void> {
  const label = [`${labels.cluster}=${clusterName}`];
  const doing = `the containers with the volume ${name} are listed`;
  const having = await engine.call(doing, 'Unavailable', (docker) =>
    docker.listContainers({
      all: true,
      filters: { volume: [name], label, status: ['exited', 'created', 'dead'] },
    }),
  );
  for (const { Id } of having) {
    await engine
      .call('an ended container is removed', 'Unavailable', (docker) => docker.getContainer(Id).remove())
      .catch((error) => {
        // Gone, or somebody is removing it just now: the volume is not deleted before that is over.
        const isGoing = error instanceof RuntimeFault && statusOf(error.cause) === 409;
        if (!isGoing && !(error instanceof RuntimeFault && error.reason === 'NotFound')) throw error;
      });
  }
}
