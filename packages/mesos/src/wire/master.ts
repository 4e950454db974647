import type { IncomingMessage } from 'node:http';

/** The release of Mesos whose API this is. Some clients look at it to know what they may ask for. */
export const mesosVersion = '1.11.0';

/** How the control plane shows to clients of Mesos: as the master that they reached. */
export function masterInfo({ socket, headers }: IncomingMessage, { clusterId }: { clusterId: string }) {
  const ip = (socket.localAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
  const port = socket.localPort ?? 0;
  const hostname = hostnameOf(headers.host) ?? ip;
  return {
    id: clusterId,
    ip: packed(ip),
    port,
    pid: `master@${ip}:${port}`,
    hostname,
    version: mesosVersion,
    address: { hostname, ip, port },
    capabilities: [],
  };
}

const hostnameOf = (host: string | undefined) => host?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');

/** An address of IPv4 in network byte order, as a number; 0 for any other. */
function packed(ip: string): number {
  const bytes = ip.split('.').map(Number);
  return bytes.length === 4 ? bytes.reduceRight((sum, byte) => sum * 256 + byte, 0) : 0;
}
