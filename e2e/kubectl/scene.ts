import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { type Cluster, type ClusterOptions, startCluster } from '@gantry/bench/cluster';
import { type Kubectl, type KubectlMinor, makeKubectl } from './kubectl.ts';

const kubeconfigProgram = resolve(import.meta.dirname, '../../apps/server/src/kubeconfig.ts');

/** A real cluster and a real kubectl that is pointed at it, as a person would do it. */
export interface Scene {
  cluster: Cluster;
  kubectl: Kubectl;
  dispose(): Promise<void>;
}

export function kubeconfigOf(cluster: Cluster): string {
  return execFileSync(process.execPath, [kubeconfigProgram], {
    env: { ...process.env, GANTRY_DATA_DIR: cluster.dataDir, GANTRY_TOKEN: cluster.token },
    encoding: 'utf8',
  });
}

export async function openScene(minor: KubectlMinor, options: ClusterOptions): Promise<Scene> {
  const cluster = await startCluster(options);
  const kubectl = await makeKubectl(minor, kubeconfigOf(cluster));
  return {
    cluster,
    kubectl,
    async dispose() {
      await kubectl.dispose();
      await cluster.stop();
    },
  };
}
