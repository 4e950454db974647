import type { View } from '@gantry/engine';
import type { ServicePort, ServiceRecord, TaskRecord } from '@gantry/model';

/**
 * Where the services of a task's namespace are, as Kubernetes tells it (`SHOP_SERVICE_HOST`, `SHOP_SERVICE_PORT`, and the
 * older `SHOP_PORT_80_TCP_ADDR` and so on): for processes, which have no resolver of their own, and for programs that were
 * written for it. Of services that there are when the task is told; the names are found at any time.
 */
export function serviceVariables(task: TaskRecord, view: View): Record<string, string> {
  const services = view.servicesIn(task.namespace).filter(({ name }) => /^[a-z]/.test(name));
  return Object.assign({}, ...services.slice(0, mostServices).map(variablesOf));
}

/** About ten variables each: many more would leave no room for the program's own. The names are found all the same. */
const mostServices = 100;

function variablesOf({ name, clusterAddress, ports }: ServiceRecord): Record<string, string> {
  const prefix = variableName(name);
  const [first] = ports;
  const values: Record<string, string> = {
    [`${prefix}_SERVICE_HOST`]: clusterAddress,
    ...(first === undefined
      ? {}
      : { [`${prefix}_SERVICE_PORT`]: String(first.port), [`${prefix}_PORT`]: urlOf(clusterAddress, first) }),
  };
  for (const port of ports) Object.assign(values, variablesOfPort(prefix, clusterAddress, port));
  return values;
}

function variablesOfPort(prefix: string, host: string, port: ServicePort): Record<string, string> {
  const own = `${prefix}_PORT_${port.port}_${port.protocol}`;
  return {
    ...(port.name === null
      ? {}
      : { [`${prefix}_SERVICE_PORT_${variableName(port.name)}`]: String(port.port) }),
    [own]: urlOf(host, port),
    [`${own}_PROTO`]: port.protocol.toLowerCase(),
    [`${own}_PORT`]: String(port.port),
    [`${own}_ADDR`]: host,
  };
}

const urlOf = (host: string, { port, protocol }: ServicePort) =>
  `${protocol.toLowerCase()}://${host}:${port}`;

const variableName = (name: string) => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
