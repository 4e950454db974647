export { createDockerDriver, type DockerDriverOptions } from './docker/docker-driver.ts';
export type * from './network/port.ts';
export * from './port.ts';
export { createProcessDriver, type ProcessDriverOptions } from './process/process-driver.ts';
export { createSimulatedDriver, type SimulatedDriverOptions } from './simulated/simulated-driver.ts';
export { type SimulatedClock, type SimulatedContainer, SimulatedNode } from './simulated/simulated-node.ts';
export { createDockerStorage, type DockerStorageOptions } from './storage/docker-storage.ts';
export { createFolderStorage } from './storage/folder-storage.ts';
export type * from './storage/port.ts';
