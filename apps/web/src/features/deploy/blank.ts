import type { NodeRecord } from '@gantry/model';

const resources = `      resources:
        requests:
          cpu: 100m
          memory: 64Mi
`;

const blanks = {
  docker: `name: ""
runtime: docker
replicas: 3
template:
  containers:
    - name: main
      image: ""
${resources}`,
  process: `name: ""
runtime: process
replicas: 3
template:
  containers:
    - name: main
      command: []
${resources}`,
};

/**
 * What an empty form starts from: the least that can be deployed once a name and what to run are there. As an image,
 * unless plain processes are all that the nodes can run.
 */
export function blankManifest(nodes: readonly NodeRecord[]): string {
  const has = (name: string) =>
    nodes.some((node) => node.runtimes.some((runtime) => runtime.name === name && runtime.available));
  return has('process') && !has('docker') ? blanks.process : blanks.docker;
}
