export { createEmbeddedProxy } from './embedded/embedded-proxy.ts';
export type { Backend, Frontend, Pool, Route, ServiceProxy, Traffic } from './port.ts';
