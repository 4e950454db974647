import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's packages, where this process may install them: root, apt, and nobody who said no. */

export function whyNotInstall(environment: NodeJS.ProcessEnv): string | null {
  if (environment.GANTRY_TEST_INSTALL === '0') return 'GANTRY_TEST_INSTALL is 0';
  if (!existsSync('/usr/bin/apt-get')) return 'this machine has no apt-get';
  return process.getuid?.() === 0 ? null : 'only root can install it with apt-get';
}

function apt(...args: string[]): boolean {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('apt-get', ['-q', '-y', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment,
  });
  return status === 0;
}

const install = (packages: string[]) => apt('install', '--no-install-recommends', ...packages);

/** Installs what it can, all at once; when that fails, with fresh package lists, and then one by one. */
export function installPackages(packages: string[]): void {
  console.log(`installing from Debian: ${packages.join(' ')}`);
  if (install(packages)) return;
  apt('update');
  if (install(packages)) return;
  for (const name of packages) install([name]);
}
