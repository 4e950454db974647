import { type Endpoint, endpointsOf, type View } from '@gantry/engine';
import { type CommandOf, formatService, isServing, type NodeRecord, type ServiceRecord } from '@gantry/model';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Context } from './context.ts';
import { findService } from './find.ts';
import { type Asked, mayTake, named, pageFields, sortBy, takes, textField, undoable } from './input.ts';
import { manifestField, type WrittenManifest } from './manifest.ts';
import { page } from './page.ts';
import { mutation, query, router } from './procedure.ts';
import { accepted } from './refusal.ts';
import { readService } from './service-manifest.ts';
import { type IngressPorts, serviceTroubles } from './service-troubles.ts';
import { submitAct } from './submit.ts';

const listFields = {
  /** Left out: all namespaces. */
  namespace: z.string().max(253).nullish(),
  text: textField,
  sort: sortBy('name', 'createdAtMs').default('name'),
  ...pageFields,
};

const saveFields = {
  manifest: manifestField,
  /** `create` refuses when it exists, `update` when it does not. */
  mode: z.enum(['create', 'update', 'either']).default('either'),
  /** Refused as `conflict` unless this is the service's generation now. */
  ifGeneration: z.int().min(0).nullish(),
};

/** A service and how many tasks it has. */
export interface ServiceRow extends ServiceRecord {
  /** Ready and with a port of it: those that requests go to. */
  ready: number;
  total: number;
}

export interface ServiceDetail extends ServiceRow {
  endpoints: (Endpoint & { nodeName: string })[];
  /** By which programs inside the cluster find it. */
  dnsName: string;
  /** Where a published port or an ingress is reached from outside, one for each node and port. */
  outer: { nodeName: string; address: string; port: number; scheme: 'http' | 'https' }[];
  /** What of it does not work, in sentences. */
  troubles: string[];
  written: WrittenManifest;
}

export const services = router({
  list: query.input(mayTake(listFields)).query(({ ctx, input }) => listServices(ctx, input)),
  get: query.input(takes(named)).query(({ ctx, input }) => {
    const { view } = ctx.plane;
    return detailOf(view, findService(view, input), ctx);
  }),
  save: mutation
    .input(takes({ ...saveFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, saveCommand(input), input)),
  delete: mutation
    .input(takes({ ...named, ...undoable }))
    .mutation(({ ctx, input: { commandId, undoSeconds, typed, ...name } }) =>
      submitAct(ctx, { type: 'service.delete', ...name }, { commandId, undoSeconds, typed }),
    ),
});

function saveCommand({ manifest, mode, ifGeneration }: Asked<typeof saveFields>): CommandOf<'service.save'> {
  const { namespace, name, labels, annotations, ...spec } = accepted(readService(manifest));
  return {
    type: 'service.save',
    ...{ namespace, name, labels, annotations, spec, mode },
    ifGeneration: ifGeneration ?? null,
  };
}

function listServices({ plane: { view } }: Context, input: Asked<typeof listFields>) {
  const text = input.text?.toLowerCase() ?? '';
  const found = page<ServiceRecord>({
    list: 'services',
    rows: view.all('services'),
    matches: ({ namespace, name }) =>
      (!input.namespace || namespace === input.namespace) && name.toLowerCase().includes(text),
    keyOf: (row) =>
      input.sort.endsWith('createdAtMs')
        ? [row.createdAtMs, row.id]
        : [`${row.name}/${row.namespace}`, row.id],
    revision: view.revision,
    ...{ sort: input.sort, limit: input.limit, cursor: input.cursor },
  });
  const { items, ...rest } = accepted(found);
  return { ...rest, items: items.map((service) => rowOf(service, endpointsOf(view, service))) };
}

function rowOf(service: ServiceRecord, endpoints: readonly Endpoint[]): ServiceRow {
  const ready = endpoints.filter(isServing).length;
  return { ...service, ready, total: endpoints.length };
}

function detailOf(view: View, service: ServiceRecord, open: IngressPorts): ServiceDetail {
  const endpoints = endpointsOf(view, service);
  const manifest = formatService(service);
  return {
    ...rowOf(service, endpoints),
    endpoints: endpoints.map((one) => ({
      ...one,
      nodeName: view.get('nodes', one.nodeId)?.name ?? one.nodeId,
    })),
    dnsName: `${service.name}.${service.namespace}.svc.gantry.local`,
    outer: [...view.all('nodes')].flatMap((node) => outerOf(service, node, open)),
    troubles: serviceTroubles(view, service, { endpoints, open }),
    written: { manifest, yaml: stringify(manifest, { lineWidth: 110 }) },
  };
}

function outerOf(
  { kind, ports, ingress }: ServiceRecord,
  { name, address }: NodeRecord,
  { ingressPort, ingressTlsPort }: IngressPorts,
): ServiceDetail['outer'] {
  const at = (port: number, scheme: 'http' | 'https') => ({ nodeName: name, address, port, scheme });
  if (kind !== 'ingress')
    return ports.flatMap(({ nodePort }) => nodePort ?? []).map((port) => at(port, 'http'));
  const isSecured = ingress.some(({ tlsSecret }) => tlsSecret !== null);
  return [at(ingressPort, 'http'), ...(isSecured ? [at(ingressTlsPort, 'https')] : [])];
}
