export { createDockerDriver, type DockerDriverOptions } from './docker/docker-driver.ts';
export * from './port.ts';
export { createProcessDriver, type ProcessDriverOptions } from './process/process-driver.ts';
