import {
  parseService,
  type ServiceParts,
  type ServiceRecord,
  type ServiceSpec,
  serviceDefaults,
} from '@gantry/model';
import type { WriteContext } from '../resource/definition.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { invalid, notSupported, type StatusCause } from '../wire/status.ts';
import { always, honouredFields, is } from './honoured-fields.ts';
import { invalidCauses } from './invalid-causes.ts';

const honoured = [
  'clusterIP',
  'clusterIPs',
  'type',
  'ports',
  'selector',
  'sessionAffinity',
  'sessionAffinityConfig',
];
const harmless = {
  externalTrafficPolicy: is('Cluster'),
  internalTrafficPolicy: is('Cluster'),
  ipFamilies: is(['IPv4']),
  ipFamilyPolicy: is('SingleStack'),
  allocateLoadBalancerNodePorts: always,
};
const types = ['ClusterIP', 'NodePort', 'LoadBalancer'];

export interface WantedService {
  spec: ServiceSpec;
  /** What is not honoured, to come back as it was written. */
  kept: JsonObject;
}

/** A Service of the API in the model's words. Throws a 422 that names every wrong field, warns of unhonoured ones. */
export function toService(
  context: WriteContext,
  object: JsonObject,
  previous: (ServiceRecord & { shownSelector: Record<string, string> }) | undefined,
): WantedService {
  const { namespace, name } = object.metadata as { namespace: string; name: string };
  const given = isJsonObject(object.spec) ? object.spec : {};
  const named = { group: '', kind: 'Service', name };
  const causes = [...typeCauses(given), ...addressCauses(given, previous)];
  if (causes.length > 0) throw invalid(named, causes);
  const { honoured: spec, kept } = honouredFields(
    context,
    { object: given, path: 'spec' },
    { honoured, harmless },
  );
  const parsed = parseService({ namespace, name, ...toManifest(spec, previous) });
  if (!parsed.ok) throw invalid(named, invalidCauses(object, parsed.error.issues, kubernetesPath));
  return { spec: specOf(parsed.value), kept: { ...kept, ...servedOtherwise(context, given) } };
}

function specOf({
  namespace: _,
  name: __,
  labels: ___,
  annotations: ____,
  ...spec
}: ServiceParts): ServiceSpec {
  return spec;
}

function toManifest(
  spec: JsonObject,
  previous: (ServiceRecord & { shownSelector: Record<string, string> }) | undefined,
): JsonObject {
  const kind = kindOf(spec.type, previous);
  const selector = isJsonObject(spec.selector) ? spec.selector : {};
  // Labels that only show whose tasks a service of a named deployment has are not a selector of its own.
  const keepsDeployment =
    previous !== undefined && previous.deployment !== null && is(previous.shownSelector)(selector);
  const ports = Array.isArray(spec.ports) ? spec.ports : [];
  return {
    kind,
    ...(keepsDeployment ? { deployment: previous.deployment } : { selector }),
    ports: ports.map((port) => (isJsonObject(port) ? toPort(port, kind) : port)),
    ...(kind === 'ingress' ? { ingress: previous?.ingress ?? [] } : {}),
    affinitySeconds: spec.sessionAffinity === 'ClientIP' ? affinityOf(spec.sessionAffinityConfig) : null,
    drainSeconds: previous?.drainSeconds ?? serviceDefaults.drainSeconds,
  };
}

/** Hosts and paths are an Ingress's to say; a service that has them keeps them. */
function kindOf(type: unknown, previous: ServiceRecord | undefined): ServiceSpec['kind'] {
  if (type === 'NodePort' || type === 'LoadBalancer') return 'published';
  return previous?.kind === 'ingress' ? 'ingress' : 'cluster';
}

function toPort(port: JsonObject, kind: ServiceSpec['kind']): JsonObject {
  const { name, port: number, targetPort, protocol, nodePort, appProtocol } = port;
  const traffic =
    typeof appProtocol === 'string' ? { traffic: /^(http|h2c|ws)/.test(appProtocol) ? 'http' : 'tcp' } : {};
  return {
    ...(name ? { name } : {}),
    port: number,
    ...(targetPort ? { targetPort } : {}),
    ...(protocol ? { protocol } : {}),
    ...(nodePort && kind === 'published' ? { nodePort } : {}),
    ...(kind === 'ingress' ? {} : traffic),
  };
}

/** As long as Kubernetes keeps a client with its pod when nobody says. */
const usualAffinitySeconds = 10_800;

function affinityOf(config: unknown): unknown {
  const clientIp = isJsonObject(config) && isJsonObject(config.clientIP) ? config.clientIP : {};
  return clientIp.timeoutSeconds ?? usualAffinitySeconds;
}

function typeCauses({ type, sessionAffinity }: JsonObject): StatusCause[] {
  return [
    ...(type === undefined || types.includes(String(type)) ? [] : [notSupported('spec.type', type, types)]),
    ...(sessionAffinity === undefined || sessionAffinity === 'None' || sessionAffinity === 'ClientIP'
      ? []
      : [notSupported('spec.sessionAffinity', sessionAffinity, ['ClientIP', 'None'])]),
  ];
}

/** The address is given once and by the engine. */
function addressCauses({ clusterIP }: JsonObject, previous: ServiceRecord | undefined): StatusCause[] {
  if (!clusterIP || clusterIP === 'None' || clusterIP === previous?.clusterAddress) return [];
  const why = previous ? 'field is immutable' : 'leave it out; the service gets an address of its own';
  const message = `Invalid value: ${JSON.stringify(clusterIP)}: ${why}`;
  return [{ reason: 'FieldValueInvalid', field: 'spec.clusterIP', message }];
}

/** What is shown again as it was asked for, and served as what there is. */
function servedOtherwise({ warn }: WriteContext, { type, clusterIP }: JsonObject): JsonObject {
  if (type === 'LoadBalancer')
    warn(
      'spec.type: LoadBalancer is served as NodePort: nothing here makes load balancers outside of the nodes',
    );
  if (clusterIP === 'None')
    warn("spec.clusterIP: None is served as ClusterIP: the name answers with the service's own address");
  return {
    ...(type === 'LoadBalancer' ? { type } : {}),
    ...(clusterIP === 'None' ? { clusterIP, clusterIPs: [clusterIP] } : {}),
  };
}

function kubernetesPath(field: string): string {
  return /^(name|namespace|labels|annotations)\b/.test(field) ? `metadata.${field}` : `spec.${field}`;
}
