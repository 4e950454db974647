import { existsSync } from 'node:fs';
import { buildHelloImages } from '@gantry/examples/hello-image';
import { dockerd, startEngine } from '@gantry/toolchain/container-engine';
import Docker from 'dockerode';
import { remembered } from './stops.ts';

/** A container engine that nothing else uses while it is measured, with the example images, and Swarm on it. */
export interface BenchEngine {
  socketPath: string;
  docker: Docker;
  stop(): Promise<void>;
}

/**
 * The engine named in `GANTRY_BENCH_SOCKET`, otherwise one that is started for this and removed again. null: neither is
 * to be had here. Swarm is made active on it: never name an engine that others rely on.
 */
export async function benchEngine(environment = process.env): Promise<BenchEngine | null> {
  const named = environment.GANTRY_BENCH_SOCKET;
  if (!named && (process.getuid?.() !== 0 || !existsSync(dockerd))) return null;
  const engine = named ? { socketPath: named, stop: async () => {} } : await startEngine();
  const docker = new Docker({ socketPath: engine.socketPath });
  try {
    await buildHelloImages(engine.socketPath);
    await docker.swarmInit({ AdvertiseAddr: '127.0.0.1', ListenAddr: '127.0.0.1:0' });
  } catch (error) {
    await engine.stop();
    throw error;
  }
  const stop = remembered(async () => {
    await docker.swarmLeave({ force: true });
    // Swarm leaves this bridge behind on the machine.
    await docker.getNetwork('docker_gwbridge').remove();
    await engine.stop();
  });
  return { socketPath: engine.socketPath, docker, stop };
}
