import { hostname, networkInterfaces } from 'node:os';

/** Whether only this machine itself can reach that address. */
const isLoopback = (host: string) => /^(127\.[\d.]+|::1|localhost)$/.test(host);

/** Where the port without TLS listens: never where other machines could see what goes over it. */
export const plainHost = (host: string) => (isLoopback(host) ? host : '127.0.0.1');

/** As it stands in a URL. */
export const urlHost = (host: string) => (host.includes(':') ? `[${host}]` : host);

/** Where other machines reach the TLS port, the machine's name last; none when it listens on loopback only. */
export function outerUrls(host: string, port: number): string[] {
  if (isLoopback(host)) return [];
  const any = host === '0.0.0.0' || host === '::';
  const names = any ? [...outerAddresses(), hostname()] : [host];
  return names.map((name) => `https://${urlHost(name)}:${port}`);
}

function outerAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
}
