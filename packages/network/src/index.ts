export { createEmbeddedProxy } from './embedded/embedded-proxy.ts';
export { findHaproxy, fitHaproxy } from './haproxy/haproxy-process.ts';
export { createHaproxy } from './haproxy/haproxy-proxy.ts';
export { endLeftHaproxy, haproxyTraceFile } from './haproxy/haproxy-trace.ts';
export { clusterDomain } from './names/name-book.ts';
export {
  type ContainerNames,
  createNodeNetwork,
  type NodeNetwork,
  type NodeNetworkOptions,
  type ServiceFacts,
} from './node-network.ts';
export type { Backend, Frontend, Pool, Route, ServiceProxy, Traffic } from './port.ts';
export { type Relay, startRelay } from './relay/relay.ts';
