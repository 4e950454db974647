import type { View } from '@gantry/engine';
import { type ServiceRecord, serviceTroublesAttribute, tlsKeys } from '@gantry/model';

/** Where ingresses answer on every node. */
export interface IngressPorts {
  ingressPort: number;
  ingressTlsPort: number;
}

/** What of a service does not work, in sentences: a certificate that is not there, what a node says of its ports. */
export function serviceTroubles(view: View, service: ServiceRecord, ports: IngressPorts): string[] {
  return [...missingCertificates(view, service), ...saidByNodes(view, service, ports)];
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
