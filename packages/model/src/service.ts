import { z } from 'zod';
import { serviceId } from './id.ts';

/** One port of a service, and the container port (number or name) its connections go to. */
export const servicePort = z.strictObject({
  name: z.string().nullable(),
  port: z.int().min(1).max(65_535),
  targetPort: z.union([z.int(), z.string()]),
  protocol: z.enum(['TCP', 'UDP']),
  /** `published`: the port on every node's own address. null for the other kinds. */
  nodePort: z.int().nullable(),
});
export type ServicePort = z.infer<typeof servicePort>;

/** A rule of an ingress: requests for this host and path prefix go to this port of the service. */
export const ingressRule = z.strictObject({
  /** null: any host. */
  host: z.string().nullable(),
  pathPrefix: z.string(),
  port: z.int(),
  /** The secret with certificate and key, when the host is served over TLS. */
  tlsSecret: z.string().nullable(),
});

/**
 * A stable name and address for the ready tasks that the selector matches. `cluster`: reachable inside the cluster.
 * `published`: also on a port of every node. `ingress`: also through the proxy, by host and path.
 */
export const serviceRecord = z.strictObject({
  id: serviceId,
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  kind: z.enum(['cluster', 'published', 'ingress']),
  selector: z.record(z.string(), z.string()),
  ports: z.array(servicePort),
  ingress: z.array(ingressRule),
  /** Empty until one is given; then it never changes. */
  clusterAddress: z.string(),
  /** Requests of one client go to one task for this long. null: each connection for itself. */
  affinitySeconds: z.number().nullable(),
  generation: z.int(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type ServiceRecord = z.infer<typeof serviceRecord>;
