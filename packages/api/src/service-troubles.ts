import { type Endpoint, figure, type View } from '@gantry/engine';
import { isServing, type ServiceRecord, serviceTroublesAttribute, tlsKeys } from '@gantry/model';

/** Where ingresses answer on every node. */
export interface IngressPorts {
  ingressPort: number;
  ingressTlsPort: number;
}

/**
 * What of a service does not work, in sentences: tasks without its ports, a certificate that is not there, what a node says
 * of its ports.
 */
export function serviceTroubles(
  view: View,
  service: ServiceRecord,
  { endpoints, open }: { endpoints: readonly Endpoint[]; open: IngressPorts },
): string[] {
  return [
    ...withoutPorts(service, endpoints),
    ...missingCertificates(view, service),
    ...saidByNodes(view, service, open),
  ];
}

/** Ready tasks that have none of the service's ports get nothing, which their readiness does not tell. */
export function withoutPorts(
  { ports }: Pick<ServiceRecord, 'ports'>,
  endpoints: readonly Pick<Endpoint, 'state' | 'targets'>[],
): string[] {
  const ready = endpoints.filter(({ state }) => state === 'ready');
  const lacking = ready.filter((one) => !isServing(one)).length;
  if (lacking === 0) return [];
  const wanted = `port ${ports.map(({ targetPort }) => targetPort).join(' or ')}`;
  if (lacking < ready.length)
    return [
      `${figure(lacking)} of its ${figure(ready.length)} ready tasks ${lacking === 1 ? 'has' : 'have'} no ${wanted}, and ${lacking === 1 ? 'gets' : 'get'} nothing.`,
    ];
  return [
    ready.length === 1
      ? `Its one ready task has no ${wanted}, so nobody answers.`
      : `None of its ${figure(ready.length)} ready tasks has a ${wanted}, so nobody answers.`,
  ];
}

function missingCertificates(view: View, { namespace, ingress }: ServiceRecord): string[] {
  const names = new Set(ingress.flatMap(({ tlsSecret }) => tlsSecret ?? []));
  return [...names].flatMap((name) => {
    const hosts = ingress.filter(({ tlsSecret }) => tlsSecret === name).map(({ host }) => host ?? 'any host');
    const effect = `so ${[...new Set(hosts)].join(', ')} is not answered over TLS`;
    const secret = view.secret(namespace, name);
    if (secret === undefined) return `There is no secret ${name} in ${namespace}, ${effect}.`;
    const lacking = Object.values(tlsKeys).filter((key) => secret.data[key] === undefined);
    return lacking.length === 0 ? [] : `The secret ${name} has no ${lacking.join(' and no ')}, ${effect}.`;
  });
}

/** Of what a node says of all services, what names a port or a certificate of this one. */
function saidByNodes(view: View, { kind, ports, ingress }: ServiceRecord, open: IngressPorts): string[] {
  const own =
    kind === 'ingress' ? [open.ingressPort, open.ingressTlsPort] : ports.map(({ nodePort }) => nodePort);
  const marks = [
    ...own.map((port) => `:${port}: `),
    ...ingress.map(({ host }) => `The certificate for ${host ?? 'any host'} `),
  ];
  return [...view.all('nodes')].flatMap(({ name, attributes }) =>
    sentencesOf(attributes[serviceTroublesAttribute] ?? '')
      .filter((sentence) => marks.some((mark) => sentence.includes(mark)))
      .map((sentence) => `${name}: ${sentence}`),
  );
}

const sentencesOf = (text: string): string[] => text.split(/(?<=\.) (?=[A-Z])/).filter(Boolean);
