import type { ServiceRecord } from '@gantry/model';

/** What the form holds: texts as they are typed. */
export interface ServiceDraft {
  name: string;
  namespace: string;
  /** `namespace/name` of the deployment; empty: chosen by a selector, which the form leaves alone. */
  deployment: string;
  kind: ServiceRecord['kind'];
  port: string;
  targetPort: string;
  nodePort: string;
  traffic: ServiceRecord['ports'][number]['traffic'];
  host: string;
  pathPrefix: string;
  /** Empty: without TLS. */
  tlsSecret: string;
}

export const blankDraft: ServiceDraft = {
  ...{ name: '', namespace: 'default', deployment: '', kind: 'published', port: '80', targetPort: '' },
  ...{ nodePort: '', traffic: 'http', host: '', pathPrefix: '/', tlsSecret: '' },
};

/** The form is for what most services are: one port, one rule. null: this one has more, and is edited as text. */
export function draftOf(service: ServiceRecord): ServiceDraft | null {
  const [port] = service.ports;
  const [rule] = service.ingress;
  if (port === undefined || service.ports.length > 1 || service.ingress.length > 1) return null;
  if (service.deployment === null) return null;
  return {
    name: service.name,
    namespace: service.namespace,
    deployment: service.deployment,
    kind: service.kind,
    port: String(port.port),
    targetPort: port.targetPort === port.port ? '' : String(port.targetPort),
    nodePort: port.nodePort === null ? '' : String(port.nodePort),
    traffic: port.traffic,
    host: rule?.host ?? '',
    pathPrefix: rule?.pathPrefix ?? '/',
    tlsSecret: rule?.tlsSecret ?? '',
  };
}

const numeric = (text: string): string | number => (/^\d+$/.test(text.trim()) ? Number(text) : text.trim());

/** What is saved: the draft over whatever else the service has. */
export function manifestOf(draft: ServiceDraft, before: ServiceRecord | null): Record<string, unknown> {
  const { name, namespace, deployment, kind, traffic } = draft;
  const nodePort =
    kind === 'published' && draft.nodePort.trim() !== '' ? { nodePort: numeric(draft.nodePort) } : {};
  const target = draft.targetPort.trim() === '' ? {} : { targetPort: numeric(draft.targetPort) };
  const host = draft.host.trim() === '' ? {} : { host: draft.host.trim() };
  const tls = draft.tlsSecret === '' ? {} : { tlsSecret: draft.tlsSecret };
  const kept = before === null ? {} : keptOf(before);
  return {
    ...kept,
    ...{ name, namespace, deployment, kind },
    ports: [{ ...portName(before), port: numeric(draft.port), ...target, ...nodePort, traffic }],
    ...(kind === 'ingress' ? { ingress: [{ ...host, pathPrefix: draft.pathPrefix, ...tls }] } : {}),
  };
}

const keptOf = ({ labels, annotations, affinitySeconds, drainSeconds }: ServiceRecord) => ({
  ...{ labels, annotations, affinitySeconds, drainSeconds },
});

function portName(before: ServiceRecord | null): { name?: string } {
  const name = before?.ports[0]?.name ?? null;
  return name === null ? {} : { name };
}
