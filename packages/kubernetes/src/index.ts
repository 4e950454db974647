export { createKubernetesDoor, type KubernetesDoor } from './door.ts';
export { readKubernetesDeployments } from './translate/read-deployments.ts';
