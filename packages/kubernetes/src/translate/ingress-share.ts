import { type CommandOf, formatService, parseService, type ServiceRecord, usualTraffic } from '@gantry/model';
import {
  type IngressParts,
  type IngressShare,
  ingressPartsOf,
  isSameRoute,
  sharesOf,
  withIngressParts,
} from '../projection/ingress-part.ts';
import type { StatusCause } from '../wire/status.ts';
import { ingressInvalid, type WantedPath } from './ingress.ts';

type Share = Pick<IngressShare, 'part' | 'rules'>;

/**
 * The service with this as its share of the Ingress `name`, whatever share it had; null: none. One with rules is an
 * ingress and speaks HTTP on every port; one whose last rule goes is reached inside the cluster only.
 */
export function withShare(service: ServiceRecord, name: string, share: Share | null): ServiceRecord {
  const shares = sharesOf(service);
  const own = shares.get(name)?.rules ?? [];
  const ingress = [...service.ingress.filter((rule) => !own.includes(rule)), ...(share?.rules ?? [])];
  const kind = ingress.length > 0 ? 'ingress' : 'cluster';
  const parts: IngressParts = {};
  for (const [other, part] of Object.entries(ingressPartsOf(service))) {
    const { rules = [] } = shares.get(other) ?? {};
    // What a part says of rules that went another way would claim them when they come back for somebody else.
    const paths = part.paths.filter((path) => rules.some((rule) => isSameRoute(rule, path)));
    if (other !== name && paths.length > 0) parts[other] = { ...part, paths };
  }
  if (share?.part) parts[name] = share.part;
  return {
    ...service,
    ...{ kind, ingress, annotations: withIngressParts(service.annotations, parts) },
    ports:
      kind === service.kind
        ? service.ports
        : service.ports.map((port) => {
            return { ...port, traffic: kind === 'ingress' ? 'http' : usualTraffic(port) };
          }),
  };
}

/** Throws a 422 for what the model says is wrong with the rules, by the fields of the Ingress. */
export function checkShare(name: string, service: ServiceRecord, paths: WantedPath[]): void {
  const parsed = parseService(formatService(service));
  if (parsed.ok) return;
  const causes = parsed.error.issues.map(({ field, message }): StatusCause => {
    const [, index = '', part] = /^ingress\[(\d+)\]\.?(\w*)/.exec(field) ?? [];
    const rule = service.ingress[Number(index)];
    const path = index === '' ? undefined : paths.find((one) => rule && isSameRoute(one.rule, rule));
    const value = path === undefined ? service.name : part === 'host' ? path.rule.host : path.rule.pathPrefix;
    return {
      reason: 'FieldValueInvalid',
      field: path === undefined ? 'spec.rules' : fieldOf(path, part),
      message: `Invalid value: ${JSON.stringify(value)}: ${message}`,
    };
  });
  throw ingressInvalid(name, causes);
}

function fieldOf({ field, written }: WantedPath, part: string | undefined): string {
  if (part === 'pathPrefix') return `${field}.path`;
  return part === 'host' && written.at !== null ? `spec.rules[${written.at[0]}].host` : field;
}

/** The command that saves the service with this as its share. `ifGeneration`: only if nobody changed it meanwhile. */
export function shareAct(
  record: ServiceRecord,
  { name, share }: { name: string; share: Share | null },
  ifGeneration: number | null,
): CommandOf<'service.save'> {
  const { kind, deployment, selector, ports, ingress, affinitySeconds, drainSeconds, labels, annotations } =
    withShare(record, name, share);
  return {
    type: 'service.save',
    ...{ namespace: record.namespace, name: record.name, labels, annotations },
    spec: { kind, deployment, selector, ports, ingress, affinitySeconds, drainSeconds },
    mode: 'update',
    ifGeneration,
  };
}
