import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What nobody reads in a container. */
const left = [
  './usr/share/doc',
  './usr/share/man',
  './usr/share/locale',
  './usr/share/info',
  './usr/share/lintian',
];

/** Where `/bin` and the like lead to since Debian merged them into `/usr`. */
const merged = ['bin', 'sbin', 'lib', 'lib64'];

/**
 * Unpacks Debian's packages, with all they depend on, into a new folder: no script of theirs is run, so it takes seconds
 * and needs neither chroot nor network beyond the download. Throws what apt says. @param archives where downloads are kept
 */
export async function unpackDebian(
  root: string,
  { packages, archives }: { packages: readonly string[]; archives: string },
): Promise<void> {
  const files = await download(packages, archives);
  await rm(root, { recursive: true, force: true });
  for (const name of merged) {
    await mkdir(join(root, 'usr', name), { recursive: true });
    await symlink(`usr/${name}`, join(root, name));
  }
  for (const file of files) await unpack(file, root);
  await run('ldconfig', ['-r', root]);
}

/** As for a machine with nothing installed, so that everything comes along. */
async function download(packages: readonly string[], archives: string): Promise<string[]> {
  await mkdir(join(archives, 'partial'), { recursive: true });
  const status = join(archives, 'nothing-installed');
  await writeFile(status, '');
  const options = [
    ...['-q', '-y', '-o', `Dir::State::status=${status}`, '-o', `Dir::Cache::archives=${archives}`],
    ...['-o', 'APT::Install-Recommends=false', '-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=root'],
    ...['-o', `Dir::Cache::pkgcache=`, '-o', `Dir::Cache::srcpkgcache=`],
  ];
  const install = ['install', '--download-only', ...packages];
  await run('apt-get', [...options, ...install]).catch(async () => {
    await run('apt-get', ['-q', '-y', 'update']);
    await run('apt-get', [...options, ...install]);
  });
  const names = await readdir(archives);
  return names.filter((name) => name.endsWith('.deb')).map((name) => join(archives, name));
}

async function unpack(file: string, root: string): Promise<void> {
  const reader = spawn('dpkg-deb', ['--fsys-tarfile', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const excluded = left.map((path) => `--exclude=${path}/*`);
  const writer = spawn('tar', ['-x', '-C', root, '--keep-directory-symlink', ...excluded], {
    stdio: [reader.stdout, 'inherit', 'inherit'],
  });
  const [[read], [written]] = await Promise.all([once(reader, 'exit'), once(writer, 'exit')]);
  if (read !== 0 || written !== 0) throw new Error(`${file} could not be unpacked`);
}

/** Rejects with what it printed when it fails. */
export async function run(file: string, args: readonly string[]): Promise<string> {
  const child = spawn(file, args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${file} failed (${code}): ${printed.slice(-2_000)}`);
  return printed;
}

/** The folder as one tar file, whole or not at all. */
export async function packRoot(root: string, file: string): Promise<void> {
  await run('tar', ['-c', '--numeric-owner', '-f', `${file}.part`, '-C', root, '.']);
  await rename(`${file}.part`, file);
}
