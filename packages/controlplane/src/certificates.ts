import type { View } from '@gantry/engine';
import { type ServiceRecord, type ServiceRoute, tlsKeys } from '@gantry/model';
import { type Vault, VaultFault } from './vault.ts';

/**
 * What the secrets of a service's rules hold, for the nodes that serve their hosts over TLS: opened here, at the moment of
 * sending. What is not there or cannot be opened is left out, and its hosts are not answered over TLS.
 */
export function certificatesOf(
  view: View,
  { namespace, ingress }: ServiceRecord,
  vault: Vault,
): NonNullable<ServiceRoute['certificates']> {
  const names = new Set(ingress.flatMap(({ tlsSecret }) => tlsSecret ?? []));
  return [...names].flatMap((name) => {
    const read = (key: string) => {
      const sealed = view.secret(namespace, name)?.data[key];
      return sealed === undefined ? null : opened(vault, { namespace, name, key }, sealed);
    };
    const [certificate, key] = [read(tlsKeys.certificate), read(tlsKeys.key)];
    return certificate === null || key === null ? [] : [{ secret: name, certificate, key }];
  });
}

function opened(vault: Vault, ...of: Parameters<Vault['open']>): string | null {
  try {
    return vault.open(...of).toString('utf8');
  } catch (error) {
    if (error instanceof VaultFault) return null;
    throw error;
  }
}
