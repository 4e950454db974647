import type { ManifestText, Path } from './manifest-text.ts';

/** Where the fields of the form are: manifests are written flat, or as Kubernetes writes them. */
export interface ManifestPaths {
  name: Path;
  namespace: Path;
  runtime: Path;
  replicas: Path;
  minReadySeconds: Path;
  strategy: Path;
  initContainers: Path;
  containers: Path;
  /** null: written so, there is no place for them. */
  healthGates: Path | null;
}

const flat: ManifestPaths = {
  name: ['name'],
  namespace: ['namespace'],
  runtime: ['runtime'],
  replicas: ['replicas'],
  minReadySeconds: ['minReadySeconds'],
  strategy: ['strategy'],
  initContainers: ['template', 'initContainers'],
  containers: ['template', 'containers'],
  healthGates: ['healthGates'],
};

const kubernetes: ManifestPaths = {
  name: ['metadata', 'name'],
  namespace: ['metadata', 'namespace'],
  runtime: ['spec', 'template', 'spec', 'runtimeClassName'],
  replicas: ['spec', 'replicas'],
  minReadySeconds: ['spec', 'minReadySeconds'],
  strategy: ['spec', 'strategy'],
  initContainers: ['spec', 'template', 'spec', 'initContainers'],
  containers: ['spec', 'template', 'spec', 'containers'],
  healthGates: null,
};

export function pathsOf(manifest: ManifestText): ManifestPaths {
  const isKubernetes = ['apiVersion', 'kind', 'spec', 'metadata'].some(
    (key) => manifest.read([key]) !== undefined,
  );
  return isKubernetes ? kubernetes : flat;
}
