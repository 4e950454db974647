export { createKubernetesDoor, type KubernetesDoor } from './door.ts';
