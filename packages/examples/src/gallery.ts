import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { exampleNamed, helloImages } from './index.ts';
import { jobExampleNamed } from './job-examples.ts';
import { wordpressImages } from './wordpress/wordpress-images.ts';
import { wordpressManifests } from './wordpress/wordpress-manifests.ts';

/** Something that an example makes, as its `save` takes it. */
export interface GalleryObject {
  kind: 'config' | 'volume' | 'service' | 'deployment' | 'job';
  name: string;
  /** YAML, as a person would write it. */
  yaml: string;
}

/** A secret's value that whoever deploys it chooses. */
export interface GalleryQuestion {
  secret: string;
  key: string;
  label: string;
  help: string;
}

/** An example that one click deploys whole, with a page that says what it shows. */
export interface GalleryEntry {
  /** In its page's address. */
  id: string;
  title: string;
  /** One line. */
  description: string;
  runtime: 'process' | 'docker';
  /** What it shows, a paragraph each. */
  shows: readonly string[];
  /** What to try with it, one act each. */
  tries: readonly string[];
  /** Images that the nodes must have, and the command that makes them without a registry. */
  needs: { images: readonly string[]; command: string | null };
  asks: readonly GalleryQuestion[];
  /** In the order in which they are made. */
  objects: readonly GalleryObject[];
}

const nothing = { images: [], command: null };

/** The name that a manifest gives. */
export const nameIn = (yaml: string): string => /^name: *(\S+)/m.exec(yaml)?.[1] ?? '';

const object = (kind: GalleryObject['kind'], yaml: string): GalleryObject => ({
  kind,
  name: nameIn(yaml),
  yaml,
});
const jobOf = (name: string) => object('job', jobExampleNamed(name).manifest);
const deploymentOf = (name: string) => object('deployment', exampleNamed(name).manifest);

const manifest = (name: string) =>
  readFileSync(resolve(import.meta.dirname, `../manifests/${name}.yaml`), 'utf8');

const hello: GalleryEntry = {
  id: 'hello',
  title: 'Hello, as processes',
  description: 'Three copies of a small web program as plain processes: no container engine is needed.',
  runtime: 'process',
  shows: [
    'A program that was never put into an image, run under the same scheduler, limits, probes and rollouts as a container. Each copy gets a port of its node in PORT.',
    'An update replaces one copy after the other, and only as the new one answers its readiness probe. The timeline keeps what each revision was.',
  ],
  tries: [
    'Change the end of its artifact from 1 to 2 with Update image, and watch the new copies take over.',
    'Scale it to 6, then drain a node: its copies come up elsewhere before they leave.',
    'Roll back on the timeline: the plan says what stops and starts before you confirm.',
  ],
  needs: nothing,
  asks: [],
  objects: [deploymentOf('hello')],
};

const helloImage: GalleryEntry = {
  id: 'hello-image',
  title: 'Hello, in containers',
  description: 'The same pages from a 2 MB image that is made on this machine.',
  runtime: 'docker',
  shows: [
    'Real containers on a Docker or Podman engine, from an image that no registry had to be asked for.',
    'Everything else is as with processes: the runtime is one word of the manifest.',
  ],
  tries: [
    `Update its image to ${helloImages.docker[2]} and watch the rollout.`,
    'Kill a container on the command line of the engine: the next one takes its place and the timeline says so.',
  ],
  needs: {
    images: Object.values(helloImages.docker),
    command: 'node packages/examples/src/build-images.ts',
  },
  asks: [],
  objects: [deploymentOf('hello-docker')],
};

const wordpress: GalleryEntry = {
  id: 'wordpress',
  title: 'WordPress with MariaDB',
  description:
    'Three replicas of WordPress at one address, with a database whose data outlives its container.',
  runtime: 'docker',
  shows: [
    'A service gives the three replicas one stable address on every node. A replica joins it when it is ready and leaves it before it is stopped, so that an update and its rollback drop no request.',
    'The database finds its password in a secret that nobody can read back, and its data in a volume that lies on one node and pins it there. WordPress finds the database by its name.',
  ],
  tries: [
    'Open the service’s address, install WordPress and write a post.',
    `Update the image of wordpress to ${wordpressImages.wordpress.new}, then roll back: the post is still there.`,
    'Kill the container of mariadb: the next one goes to the same node, where the data is.',
  ],
  needs: {
    images: [...Object.values(wordpressImages.wordpress), wordpressImages.mariadb],
    command: 'node packages/examples/src/wordpress/build.ts',
  },
  asks: [
    {
      secret: wordpressManifests.secret('').name,
      key: 'password',
      label: 'Password of the database',
      help: 'Made up for you; only the containers get it, so there is no need to keep it.',
    },
  ],
  objects: [
    object('volume', wordpressManifests.volume),
    ...wordpressManifests.services.map((yaml) => object('service', yaml)),
    ...wordpressManifests.deployments.map((yaml) => object('deployment', yaml)),
  ],
};

const settings: GalleryEntry = {
  id: 'settings',
  title: 'Settings that change',
  description: 'A config and a secret that a running program reads, as a variable and as files.',
  runtime: 'process',
  shows: [
    'The program reads its greeting from a config, mounted as a file, and has a token from a secret in its environment. Its log tells the greeting and the length of the token, never the token.',
    'Who saved which version when, and which revision ran with it, is on the config’s page.',
  ],
  tries: [
    'Edit the config greeting and leave Restart on: the program starts anew with the new text, and the timeline names the version.',
    'Roll back one revision: the plan says that the config stays at the version it has.',
    'Delete the secret by force and restart: the new copy waits and says what for. Save the secret again, and it starts.',
  ],
  needs: nothing,
  asks: [
    {
      secret: 'greeter-token',
      key: 'token',
      label: 'Token',
      help: 'Any text will do; nobody can read it back.',
    },
  ],
  objects: [
    object('config', manifest('settings/greeting')),
    object('deployment', manifest('settings/greeter')),
  ],
};

const wordCount: GalleryEntry = {
  id: 'word-count',
  title: 'Word count',
  description: 'A batch job in three stages, the case that Hadoop is known by: write, map, reduce.',
  runtime: 'process',
  shows: [
    'Tasks that run to completion: one writes the text, forty count the words of a split each, six at a time, and four add up. A stage begins when the one before has succeeded.',
    'The batch framework takes the same offers of room as deployments do; what fails is tried again with a pause that grows, up to a bound.',
  ],
  tries: [
    'Kill a container of the map stage, or drain a node, while it runs: only what was lost is done again.',
    'Run it beside hello and look at Offers: both get their share.',
  ],
  needs: nothing,
  asks: [],
  objects: [jobOf('word-count')],
};

const mpiPi: GalleryEntry = {
  id: 'mpi-pi',
  title: 'Pi on MPI',
  description: 'A gang of four ranks that start together or not at all, and share one integral.',
  runtime: 'process',
  shows: [
    'Gang scheduling: room for all four ranks is held before any starts, as an MPI program cannot do anything with three. It fails if it finds no room in five minutes, and says why not.',
    'The ranks are compiled and started with Debian’s own mpiexec, without ssh: the nodes need its packages mpich, libmpich-dev and gcc.',
  ],
  tries: [
    'Look at the log of rank 0 for the result.',
    'Cordon nodes until there is no room for four, and submit it again: no rank starts, and the job says what is missing.',
  ],
  needs: nothing,
  asks: [],
  objects: [jobOf('mpi-pi')],
};

const report: GalleryEntry = {
  id: 'report',
  title: 'A report every minute',
  description: 'A schedule in a time zone, whose runs never overlap and are kept for a while.',
  runtime: 'process',
  shows: [
    'A cron job in Berlin’s time: each minute it makes a batch job of one task. A run that still goes on keeps the next one away, and one that is late by more than half a minute is left out.',
    'The last five runs that succeeded are kept with their logs.',
  ],
  tries: [
    'Run it now, without waiting for the minute.',
    'Suspend it, and resume it later: no run is made up for.',
  ],
  needs: nothing,
  asks: [],
  objects: [jobOf('report')],
};

/** Every example of the gallery, the simplest first. */
export const gallery: readonly GalleryEntry[] = [
  hello,
  helloImage,
  wordpress,
  settings,
  wordCount,
  mpiPi,
  report,
];
