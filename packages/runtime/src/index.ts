export * from './port.ts';
export { createProcessDriver, type ProcessDriverOptions } from './process/process-driver.ts';
