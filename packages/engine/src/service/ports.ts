import { type FieldIssue, invalidField, type Rejection, rejection, type ServicePort } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { pathOf } from '../state/indexes.ts';

/** Who asks for ports. */
export interface Claimant {
  namespace: string;
  name: string;
}

/** Why a published service cannot have a node port; null: it can (rule SV4). */
export function nodePortRefusal(
  draft: Draft,
  claimant: Claimant,
  ports: readonly ServicePort[],
): Rejection | null {
  const seen = new Set<number>();
  for (const [index, { nodePort }] of ports.entries()) {
    if (nodePort === null) continue;
    const field = `ports[${index}].nodePort`;
    if (seen.has(nodePort))
      return invalidField(field, `${nodePort} is asked for twice; give each port its own.`);
    seen.add(nodePort);
    const taken = whoHas(draft, claimant, nodePort);
    if (taken !== null) return inUse({ field, message: `${nodePort} ${taken}` });
  }
  return null;
}

function inUse(issue: FieldIssue): Rejection {
  return rejection('in_use', `${issue.field}: ${issue.message}`, [issue]);
}

function whoHas(draft: Draft, claimant: Claimant, port: number): string | null {
  const reserved = draft.bounds.reservedPorts.find((one) => one.port === port);
  if (reserved !== undefined) return `is ${reserved.owner}; choose another port.`;
  const owner = publishedBy(draft, port);
  if (owner !== null && owner !== pathOf(claimant))
    return `is taken by the service ${owner}; choose another port, or delete that service first.`;
  for (const node of draft.state.all('nodes')) {
    const range = node.ports.find(({ begin, end }) => begin <= port && port <= end);
    if (range !== undefined)
      return `is in ${range.begin}-${range.end}, which node ${node.name} gives to its tasks; choose a port outside of it.`;
  }
  return null;
}

function publishedBy(draft: Draft, port: number): string | null {
  for (const service of draft.state.all('services')) {
    if (service.ports.some(({ nodePort }) => nodePort === port)) return pathOf(service);
  }
  return null;
}

/**
 * The ports with a number for each node port: the one that is asked for, or that the same port had, or else the
 * lowest free one. null: there is none left.
 */
export function withNodePorts(
  draft: Draft,
  claimant: Claimant,
  { ports, before }: { ports: readonly ServicePort[]; before: readonly ServicePort[] },
): ServicePort[] | null {
  const given: ServicePort[] = [];
  for (const port of ports) {
    const kept = port.nodePort ?? before.find((one) => one.port === port.port)?.nodePort ?? null;
    const asked = [...ports, ...given].map(({ nodePort }) => nodePort);
    const isFree = (number: number) => !asked.includes(number) && whoHas(draft, claimant, number) === null;
    const nodePort = kept ?? lowest(draft, isFree);
    if (nodePort === null) return null;
    given.push({ ...port, nodePort });
  }
  return given;
}

function lowest(draft: Draft, isFree: (port: number) => boolean): number | null {
  const { begin, end } = draft.bounds.nodePorts;
  for (let port = begin; port <= end; port++) if (isFree(port)) return port;
  return null;
}
