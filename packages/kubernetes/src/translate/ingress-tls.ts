import type { IngressRule } from '@gantry/model';
import { isJsonObject, type JsonObject } from '../wire/object.ts';

interface TlsEntry {
  hosts: string[];
  secretName: string;
}

/** `spec.tls` as far as it names secrets. */
function entriesOf(tls: unknown): TlsEntry[] {
  const entries = Array.isArray(tls) ? tls.filter(isJsonObject) : [];
  return entries.flatMap(({ hosts, secretName }) =>
    typeof secretName === 'string' && secretName !== ''
      ? [{ hosts: Array.isArray(hosts) ? hosts.map(String) : [], secretName }]
      : [],
  );
}

/** The secret that a host is served with: of the entry that names it, then `*.`, then of one without hosts. */
export function tlsSecretFor(tls: unknown, host: string | null): string | null {
  const entries = entriesOf(tls);
  const named = (wanted: string) => entries.find(({ hosts }) => hosts.includes(wanted));
  const above = host?.includes('.') ? `*${host.slice(host.indexOf('.'))}` : null;
  const found =
    (host === null ? undefined : named(host)) ??
    (above === null ? undefined : named(above)) ??
    entries.find(({ hosts }) => hosts.length === 0);
  return found?.secretName ?? null;
}

/** What of `spec.tls` is not acted on, in sentences. */
export function tlsWarnings(tls: unknown, hosts: readonly (string | null)[]): string[] {
  const entries = Array.isArray(tls) ? tls.filter(isJsonObject) : [];
  return entries.flatMap(({ hosts: named, secretName }, index) => {
    if (typeof secretName !== 'string' || secretName === '')
      return `spec.tls[${index}]: without a secretName its hosts are served without TLS`;
    const idle = (Array.isArray(named) ? named.map(String) : []).filter(
      (one) => !hosts.some((host) => host === one || (host !== null && isBelow(host, one))),
    );
    return idle.map((host) => `spec.tls[${index}].hosts: no rule is for ${host}`);
  });
}

const isBelow = (host: string, wildcard: string) =>
  wildcard.startsWith('*.') && host.slice(host.indexOf('.')) === wildcard.slice(1);

/** `spec.tls` as it was written while that is what the rules say, and otherwise as they do. Empty: none. */
export function shownTls(
  written: unknown,
  rules: readonly Pick<IngressRule, 'host' | 'tlsSecret'>[],
): JsonObject {
  const isSo = rules.every(({ host, tlsSecret }) => tlsSecretFor(written, host) === tlsSecret);
  if (isSo) return written === undefined ? {} : { tls: written };
  const hosts = new Map<string, Set<string>>();
  for (const { host, tlsSecret } of rules) {
    if (tlsSecret === null) continue;
    const known = hosts.get(tlsSecret) ?? new Set<string>();
    hosts.set(tlsSecret, host === null ? known : known.add(host));
  }
  const entries = Array.from(hosts, ([secretName, of]) => ({
    ...(of.size === 0 ? {} : { hosts: [...of] }),
    secretName,
  }));
  return entries.length === 0 ? {} : { tls: entries };
}
