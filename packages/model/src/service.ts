import { z } from 'zod';
import { serviceId } from './id.ts';

/**
 * What a port carries. `http`: requests are balanced one by one, and one that met a task which had just gone is tried
 * on another. `tcp`: connections are.
 */
export const trafficKind = z.enum(['http', 'tcp']);
export type TrafficKind = z.infer<typeof trafficKind>;

/** One port of a service, and the container port (number or name) its connections go to. */
export const servicePort = z.strictObject({
  name: z.string().nullable(),
  port: z.int().min(1).max(65_535),
  targetPort: z.union([z.int(), z.string()]),
  protocol: z.enum(['TCP', 'UDP']),
  traffic: trafficKind,
  /** `published`: the port on every node's own address; null in a command: the next free one. null for other kinds. */
  nodePort: z.int().nullable(),
});
export type ServicePort = z.infer<typeof servicePort>;

/** A rule of an ingress: requests for this host and path prefix go to this port of the service. */
export const ingressRule = z.strictObject({
  /** null: any host. `*.` at its beginning stands for one more label. */
  host: z.string().nullable(),
  pathPrefix: z.string(),
  port: z.int(),
  /** The secret of the namespace with `tls.crt` and `tls.key`, when the host is served over TLS. Plain requests are sent there. */
  tlsSecret: z.string().nullable(),
});
export type IngressRule = z.infer<typeof ingressRule>;

/** `cluster`: reachable inside the cluster. `published`: also on a port of every node. `ingress`: also by host and path. */
export const serviceKind = z.enum(['cluster', 'published', 'ingress']);
export type ServiceKind = z.infer<typeof serviceKind>;

/** What a person says of a service. */
export const serviceSpec = z.strictObject({
  kind: serviceKind,
  /** The deployment whose ready tasks it has; null: those that the selector matches. */
  deployment: z.string().nullable(),
  /** Labels that a task must have. Empty and no deployment: it has no tasks. */
  selector: z.record(z.string(), z.string()),
  ports: z.array(servicePort),
  ingress: z.array(ingressRule),
  /** Requests of one client go to one task for this long. null: each connection for itself. */
  affinitySeconds: z.number().nullable(),
  /** What was under way to a task that is told to stop may take this long before its first signal. */
  drainSeconds: z.number(),
});
export type ServiceSpec = z.infer<typeof serviceSpec>;

/** A stable name and address for the ready tasks of a deployment, or those that a selector matches. */
export const serviceRecord = z.strictObject({
  id: serviceId,
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  ...serviceSpec.shape,
  /** Given when it is made; it never changes. */
  clusterAddress: z.string(),
  generation: z.int(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type ServiceRecord = z.infer<typeof serviceRecord>;
