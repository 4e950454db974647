export { createDockerDriver, type DockerDriverOptions } from './docker/docker-driver.ts';
export * from './port.ts';
export { createProcessDriver, type ProcessDriverOptions } from './process/process-driver.ts';
export { createSimulatedDriver, type SimulatedDriverOptions } from './simulated/simulated-driver.ts';
export { type SimulatedClock, SimulatedNode } from './simulated/simulated-node.ts';
