import {
  type CommandOf,
  err,
  type IngressRule,
  invalidField,
  ok,
  type Rejection,
  type Result,
  rejection,
  type ServiceRecord,
  type ServiceSpec,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { isSame } from '../same.ts';
import { freeAddress } from '../service/address-range.ts';
import { nodePortRefusal, withNodePorts } from '../service/ports.ts';
import { pathOf } from '../state/indexes.ts';
import { aboutService, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';
import { ensureNamespace } from './namespace.ts';

type SaveService = CommandOf<'service.save'>;

/** Makes a service or changes it. Its address is given once and stays (rules SV3 to SV5). */
export function saveService(draft: Draft, command: SaveService): Acceptance {
  const { namespace, name } = command;
  const before = draft.state.service(namespace, name);
  const refusal = refusalOf(command, before) ?? ensureNamespace(draft, namespace);
  if (refusal !== null) return err(refusal);
  const spec = settled(draft, command, before);
  if (!spec.ok) return spec;
  const clusterAddress = before?.clusterAddress ?? newAddress(draft);
  if (clusterAddress === null)
    return refuse(
      'quota_exceeded',
      `All addresses of ${draft.bounds.serviceRange} are taken; delete a service first.`,
    );
  return write(draft, command, { ...spec.value, clusterAddress });
}

function refusalOf({ name, namespace, mode, ifGeneration }: SaveService, before: ServiceRecord | undefined) {
  if (before === undefined) {
    return mode === 'update'
      ? rejection('not_found', `There is no service ${name} in namespace ${namespace}; create it first.`)
      : null;
  }
  if (mode === 'create')
    return rejection('already_exists', `There is a service ${name} in namespace ${namespace} already.`);
  if (ifGeneration !== null && ifGeneration !== before.generation) {
    const message = `Service ${name} was changed meanwhile: its generation is ${before.generation}, not ${ifGeneration}; look at it again.`;
    return rejection('conflict', message);
  }
  return null;
}

/** The spec with every port given, or who has what it asks for. */
function settled(
  draft: Draft,
  { spec, ...claimant }: SaveService,
  before: ServiceRecord | undefined,
): Result<ServiceSpec, Rejection> {
  const taken = takenRule(draft, claimant, spec.ingress);
  if (taken !== null) return err(taken);
  if (spec.kind !== 'published') return ok(spec);
  const refusal = nodePortRefusal(draft, claimant, spec.ports);
  if (refusal !== null) return err(refusal);
  const ports = withNodePorts(draft, claimant, { ports: spec.ports, before: before?.ports ?? [] });
  if (ports !== null) return ok({ ...spec, ports });
  const { begin, end } = draft.bounds.nodePorts;
  return err(invalidField('ports', `all of ${begin}-${end} are taken; give a nodePort outside of them.`));
}

/** One host and path goes to one service. */
function takenRule(
  draft: Draft,
  { namespace, name }: { namespace: string; name: string },
  rules: readonly IngressRule[],
): Rejection | null {
  for (const other of draft.state.all('services')) {
    if (other.namespace === namespace && other.name === name) continue;
    const index = rules.findIndex((rule) => other.ingress.some((one) => isSameRule(one, rule)));
    if (index < 0) continue;
    const { host, pathPrefix } = rules[index]!;
    const message = `${host ?? 'any host'} with ${pathPrefix} goes to the service ${pathOf(other)} already; choose another host or path.`;
    const field = `ingress[${index}]`;
    return rejection('in_use', `${field}: ${message}`, [{ field, message }]);
  }
  return null;
}

const isSameRule = (a: IngressRule, b: IngressRule) => a.host === b.host && a.pathPrefix === b.pathPrefix;

function newAddress(draft: Draft): string | null {
  const taken = new Set(Array.from(draft.state.all('services'), ({ clusterAddress }) => clusterAddress));
  return freeAddress(draft.bounds.serviceRange, taken);
}

type Settled = ServiceSpec & Pick<ServiceRecord, 'clusterAddress'>;

function write(draft: Draft, command: SaveService, settled: Settled): Acceptance {
  const { namespace, name, labels, annotations } = command;
  const { nowMs } = draft;
  const before = draft.state.service(namespace, name);
  const wanted = { namespace, name, labels, annotations, ...settled };
  const path = pathOf(command);
  if (before === undefined) {
    const id = draft.newId('service') as ServiceRecord['id'];
    const made = { id, ...wanted, generation: 1, createdAtMs: nowMs, updatedAtMs: nowMs };
    record(draft, aboutService(draft.put('services', made)), 'ServiceCreated', addressed(made));
    return accepted(path, `Service ${name} is made: ${addressed(made)}`);
  }
  const { generation } = before;
  const after = { ...before, ...wanted };
  if (isSame(before, after)) return alreadySo(path, `Service ${name} is so already.`);
  draft.put('services', { ...after, generation: generation + 1, updatedAtMs: nowMs });
  record(draft, aboutService(after), 'ServiceUpdated', addressed(after));
  return accepted(path, `Service ${name} is saved.`);
}

function addressed({
  clusterAddress,
  ports,
  kind,
}: Omit<ServiceRecord, 'id' | 'generation' | 'createdAtMs' | 'updatedAtMs'>): string {
  const listed = ports.map(({ port }) => port).join(', ');
  const published = ports.map(({ nodePort }) => nodePort).join(', ');
  const also = {
    cluster: '',
    published: `, and on port ${published} of every node`,
    ingress: ', and by host and path',
  };
  return `It answers at ${clusterAddress} on port ${listed}${also[kind]}.`;
}
