import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import Docker from 'dockerode';
import { pack } from 'tar-stream';
import { importImage, lastWord } from '../import-image.ts';
import { packRoot, run, unpackDebian } from './debian-root.ts';

/** WordPress and MariaDB as images, made of Debian's packages on this machine: no registry is asked for anything. */

/** The names that everybody knows. What is in them is Debian's WordPress; the header X-WordPress-Build tells them apart. */
export const wordpressImages = {
  wordpress: { old: 'wordpress:4.5-apache', new: 'wordpress:4.8-apache' },
  mariadb: 'mariadb:10.11',
} as const;

const packages = [
  ...['base-files', 'base-passwd', 'dash', 'coreutils', 'sed', 'grep', 'hostname', 'libc-bin', 'tzdata'],
  ...['apache2-bin', 'libapache2-mod-php8.2', 'php8.2-mysql', 'php8.2-gd', 'php8.2-xml', 'php8.2-mbstring'],
  ...['wordpress', 'wordpress-theme-twentytwentythree', 'mariadb-server-core', 'mariadb-client-core'],
];

const own = resolve(import.meta.dirname, 'root');

/** Where each of the files in `root/` goes. */
const places: Record<string, { path: string; mode: number }> = {
  'httpd.conf': { path: 'etc/wordpress/httpd.conf', mode: 0o644 },
  'php.ini': { path: 'etc/wordpress/php.ini', mode: 0o644 },
  'wp-config.php': { path: 'usr/share/wordpress/wp-config.php', mode: 0o644 },
  'wordpress-start': { path: 'usr/local/bin/wordpress-start', mode: 0o755 },
  'mariadb-start': { path: 'usr/local/bin/mariadb-start', mode: 0o755 },
};

/** Debian's numbers of these users, which its packages' scripts would have made. */
const users = {
  passwd: 'mysql:x:101:101:MariaDB:/nonexistent:/bin/false\n',
  group: 'mysql:x:101:\n',
};

const base = 'gantry.local/wordpress-root';
const recipeLabel = 'gantry.local.recipe';

/** Outside of the repository, so that a clean checkout finds it again. */
const cacheFolder = join(homedir(), '.cache', 'gantry', 'wordpress-images');

/** What is missing on this machine to make the images; null: nothing. */
export function whyNoWordpress(): string | null {
  if (process.getuid?.() !== 0) return 'only root can unpack packages with their owners';
  const missing = ['/usr/bin/apt-get', '/usr/bin/dpkg-deb', '/usr/bin/tar'].find((file) => !existsSync(file));
  return missing === undefined ? null : `${missing} is not there: the images are made of Debian's packages`;
}

/** Another for each change of what goes in. */
function recipe(): string {
  const hash = createHash('sha256').update(JSON.stringify([packages, places, users]));
  for (const name of readdirSync(own).toSorted()) hash.update(readFileSync(join(own, name)));
  for (const name of ['debian-root.ts', 'wordpress-images.ts'])
    hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex').slice(0, 16);
}

/** Makes the images in the engine at this socket, unless it has them; a second time takes seconds. @param tell what is done */
export async function buildWordpressImages(socketPath: string, tell: (what: string) => void): Promise<void> {
  const docker = new Docker({ socketPath });
  const root = `${base}:${recipe()}`;
  if (!(await hasImage(docker, root))) {
    const file = await rootFile(tell);
    tell('importing the root file system');
    await importImage(createReadStream(file), { socketPath, image: root, changes: [] });
  }
  const { wordpress, mariadb } = wordpressImages;
  for (const image of [wordpress.old, wordpress.new]) {
    const build = image.slice(image.indexOf(':') + 1, image.indexOf('-'));
    await tagImage(docker, image, [
      `FROM ${root}`,
      `ENV WORDPRESS_BUILD=${build}`,
      'EXPOSE 80',
      'STOPSIGNAL SIGWINCH',
      'CMD ["/usr/local/bin/wordpress-start"]',
    ]);
  }
  await tagImage(docker, mariadb, [`FROM ${root}`, 'EXPOSE 3306', 'CMD ["/usr/local/bin/mariadb-start"]']);
}

async function hasImage(docker: Docker, image: string): Promise<boolean> {
  return docker
    .getImage(image)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

/** A Dockerfile without a RUN: labels and variables over the same layer. */
async function tagImage(docker: Docker, image: string, lines: string[]): Promise<void> {
  const context = pack();
  context.entry({ name: 'Dockerfile' }, [...lines, `LABEL ${recipeLabel}=${recipe()}`].join('\n'));
  context.finalize();
  await lastWord(await docker.buildImage(Readable.from(context) as never, { t: image }));
}

async function rootFile(tell: (what: string) => void): Promise<string> {
  const file = join(cacheFolder, `root-${recipe()}.tar`);
  if (existsSync(file)) return file;
  const root = join(cacheFolder, `root-${process.pid}`);
  try {
    tell("downloading and unpacking Debian's packages");
    await unpackDebian(root, { packages, archives: join(cacheFolder, 'packages') });
    await complete(root);
    await packRoot(root, file);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return file;
}

/** What the packages' scripts would have done, as far as it is needed. */
async function complete(root: string): Promise<void> {
  for (const [name, more] of Object.entries(users)) {
    const masters = readFileSync(join(root, `usr/share/base-passwd/${name}.master`), 'utf8');
    await writeFile(join(root, 'etc', name), masters + more);
  }
  for (const [name, { path, mode }] of Object.entries(places)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await rm(join(root, path), { force: true });
    await copyFile(join(own, name), join(root, path));
    await chmod(join(root, path), mode);
  }
  for (const folder of ['run/mysqld', 'var/lib/mysql', 'tmp', 'var/lib/wordpress/wp-content/uploads'])
    await mkdir(join(root, folder), { recursive: true });
  await chmod(join(root, 'tmp'), 0o1777);
  await run('chown', ['101:101', join(root, 'run/mysqld'), join(root, 'var/lib/mysql')]);
  await run('chown', ['-R', '33:33', join(root, 'var/lib/wordpress/wp-content')]);
}
