import { createSecureContext, type SecureContext } from 'node:tls';
import type { Certificate } from './port.ts';

export interface UsableCertificate extends Certificate {
  context: SecureContext;
}

/** Those that can be used, and in a sentence each why the others cannot. Nothing of a key is in it. */
export function usableCertificates(all: readonly Certificate[]): {
  usable: UsableCertificate[];
  troubles: string[];
} {
  const usable: UsableCertificate[] = [];
  const troubles: string[] = [];
  for (const one of all) {
    try {
      const context = createSecureContext({
        ...{ cert: one.certificate, key: one.key, minVersion: 'TLSv1.2' },
      });
      usable.push({ ...one, context });
    } catch (error) {
      const whose = one.host ?? 'any host';
      troubles.push(`The certificate for ${whose} cannot be used: ${whyOf(error)}.`);
    }
  }
  return { usable, troubles };
}

const whyOf = (error: unknown) => {
  const { code, reason } = error as { code?: string; reason?: string };
  return code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH'
    ? 'the key is another certificate’s'
    : `certificate or key is no PEM text that is understood (${reason ?? code ?? 'unknown'})`;
};

/** The one for a name as a client says it: the whole host, then `*.`, then any; null: there is none. */
export function certificateFor<T extends Pick<Certificate, 'host'>>(
  all: readonly T[],
  name: string,
): T | null {
  const host = name.toLowerCase();
  const dot = host.indexOf('.');
  const above = dot > 0 ? `*${host.slice(dot)}` : null;
  const find = (wanted: string | null) => all.find((one) => one.host === wanted) ?? null;
  return find(host) ?? (above === null ? null : find(above)) ?? find(null);
}
