import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * A probe's host is written by whoever may deploy. Link-local addresses are never a task's own, but on many clouds they
 * give out the machine's credentials, so nothing is dialled there, whatever name resolves to it.
 */
const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');

export function isForbidden(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && forbidden.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function forbiddenError(address: string): Error {
  return new Error(`${address} is a link-local address; probes may not go there`);
}

/** Throws for a literal address that must not be dialled; names are checked by `guardedLookup`. */
export function assertAllowed(host: string): void {
  if (isForbidden(host)) throw forbiddenError(host);
}

/** dns.lookup that fails when any answer must not be dialled. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, answer: string | LookupAddress[], family) => {
    const addresses = Array.isArray(answer) ? answer.map(({ address }) => address) : [answer];
    const bad = error ? undefined : addresses.find(isForbidden);
    callback(bad ? forbiddenError(bad) : error, answer, family);
  });
};
