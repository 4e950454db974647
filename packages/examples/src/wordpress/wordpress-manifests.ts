import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../../manifests/wordpress');
const read = (name: string) => readFileSync(resolve(folder, `${name}.yaml`), 'utf8');

/** WordPress with its database, as what a person saves one after the other; the secret's value is theirs to choose. */
export const wordpressManifests = {
  secret: (password: string) => ({ name: 'wordpress-database', data: { password } }),
  volume: read('mariadb-volume'),
  services: [read('mariadb-service'), read('wordpress-service')],
  deployments: [read('mariadb'), read('wordpress')],
} as const;
