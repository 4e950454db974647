import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificate, Frontend } from '../port.ts';
import { nameOf } from './haproxy-config.ts';

/** Certificates with their keys as HAProxy reads them: a folder for each configuration, for nobody but this user. */
export class CertificateFiles {
  readonly #folder: string;

  /** @param folder of this one configuration */
  constructor(folder: string) {
    this.#folder = folder;
  }

  listOf(frontend: Frontend): string {
    return join(this.#folder, `${nameOf(frontend)}.list`);
  }

  write(frontends: readonly Frontend[]): void {
    for (const frontend of frontends) {
      if (frontend.tls === null) continue;
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const lines = allFirst(frontend.tls).map((one, index) => this.#write(frontend, one, index));
      writeFileSync(this.listOf(frontend), `${lines.join('\n')}\n`, { mode: 0o600 });
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(frontend: Frontend, { host, certificate, key }: Certificate, index: number): string {
    const file = join(this.#folder, `${nameOf(frontend)}.${index}.pem`);
    writeFileSync(file, `${certificate.trim()}\n${key.trim()}\n`, { mode: 0o600 });
    return `${file} ${host ?? nobody}`;
  }
}

/** A name that no client says: what stands beside it is for those whom nothing else is for. */
const nobody = 'nobody.invalid';

/** The first of the list is the one for those who name no host. */
const allFirst = (tls: readonly Certificate[]) =>
  tls.toSorted((a, b) => Number(a.host !== null) - Number(b.host !== null));
