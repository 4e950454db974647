import { isPlainObject } from '@gantry/model';
import { listOf, type Reading, scalarOf } from './reading.ts';

export interface ComposePort {
  containerPort: number;
  /** null: inside the cluster only. 0: any free port of the node. */
  hostPort: number | null;
  protocol: 'TCP' | 'UDP';
}

/** Published and exposed ports, each container port once. */
export function readPorts(service: Record<string, unknown>, place: string, reading: Reading): ComposePort[] {
  const published = listOf(service.ports).flatMap((port, at) =>
    isPlainObject(port)
      ? longPort(port, `${place}.ports[${at}]`, reading)
      : shortPort(scalarOf(port) ?? '', `${place}.ports[${at}]`, reading),
  );
  const exposed = listOf(service.expose).flatMap((port) => {
    const [, number, protocol = 'tcp'] = /^(\d+)(?:\/(tcp|udp))?$/.exec(scalarOf(port) ?? '') ?? [];
    return number === undefined ? [] : [portOf(Number(number), null, protocol)];
  });
  const byKey = new Map<string, ComposePort>();
  for (const port of [...published, ...exposed]) {
    const key = `${port.containerPort}/${port.protocol}`;
    if (!byKey.has(key)) byKey.set(key, port);
  }
  return [...byKey.values()];
}

const portOf = (containerPort: number, hostPort: number | null, protocol: string): ComposePort => ({
  containerPort,
  hostPort,
  protocol: protocol.toLowerCase() === 'udp' ? 'UDP' : 'TCP',
});

/** `[[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]`, where both may be ranges of the same length. */
function shortPort(written: string, place: string, reading: Reading): ComposePort[] {
  const found = /^(?:(?:(\[[^\]]+\]|[\d.]+):)?(\d+(?:-\d+)?)?:)?(\d+(?:-\d+)?)(?:\/(tcp|udp))?$/i.exec(
    written,
  );
  if (found === null) {
    reading.refuse(place, `\`${written}\` is no port such as \`8080:80\``);
    return [];
  }
  const [, address, host, container = '', protocol = 'tcp'] = found;
  if (address !== undefined)
    reading.warn(place, `the address ${address} is not honoured: nodes have their own`);
  const [inner, outer] = [rangeOf(container), host === undefined ? null : rangeOf(host)];
  if (outer !== null && outer.length !== inner.length) {
    reading.refuse(place, 'the two ranges must be of the same length');
    return [];
  }
  return inner.map((port, at) => portOf(port, outer?.[at] ?? 0, protocol));
}

function rangeOf(written: string): number[] {
  const [first = 0, last = first] = written.split('-').map(Number);
  return Array.from({ length: Math.max(0, Math.min(last - first, 1_000)) + 1 }, (_, at) => first + at);
}

function longPort(port: Record<string, unknown>, place: string, reading: Reading): ComposePort[] {
  reading.warnOfOthers(place, port, ['target', 'published', 'protocol', 'name', 'mode', 'app_protocol']);
  const target = Number(port.target);
  if (!Number.isInteger(target)) {
    reading.refuse(`${place}.target`, 'must be a port');
    return [];
  }
  const published = port.published === undefined ? 0 : Number(port.published);
  return [portOf(target, Number.isInteger(published) ? published : 0, String(port.protocol ?? 'tcp'))];
}
