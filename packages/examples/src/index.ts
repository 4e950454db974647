import type { RuntimeName } from '@gantry/model';
import { programsFolder, readManifest } from './manifest.ts';

export * from './job-examples.ts';
export { programsFolder };

/** A deployment that can be started as it is. */
export interface Example {
  /** The deployment's name, and the manifest's file name. */
  name: string;
  title: string;
  /** One line: what there is to see. */
  description: string;
  runtime: RuntimeName;
  /** What the machine must have: images built by `buildHelloImages`, or a registry that can be reached. */
  needs: { images: string[]; registry: boolean };
  /** YAML, as a person would write it. */
  manifest: string;
}

/** What `image` is in each version of the `hello` examples. */
export const helloImages = {
  process: { 1: `${programsFolder}/hello/1`, 2: `${programsFolder}/hello/2` },
  docker: { 1: 'gantry.local/hello:1', 2: 'gantry.local/hello:2' },
} as const;

const nothing = { images: [], registry: false };

const described: Omit<Example, 'manifest'>[] = [
  {
    name: 'hello',
    title: 'Hello, as processes',
    description: 'Three copies of a small web program, run as plain processes.',
    runtime: 'process',
    needs: nothing,
  },
  {
    name: 'hello-docker',
    title: 'Hello, in containers',
    description: 'The same pages from a 2 MB image that is built on this machine.',
    runtime: 'docker',
    needs: { images: Object.values(helloImages.docker), registry: false },
  },
  {
    name: 'wordpress-deployment',
    title: 'WordPress',
    description: 'Three replicas of WordPress 4.5, to be updated to 4.8 and rolled back.',
    runtime: 'docker',
    needs: { images: [], registry: true },
  },
  {
    name: 'crash',
    title: 'A program that crashes',
    description: 'Exits with code 7 after two seconds; each new try waits longer.',
    runtime: 'process',
    needs: nothing,
  },
  {
    name: 'never-ready',
    title: 'A program that never gets ready',
    description: 'Runs, but fails its readiness probe; its rollout stops and says why.',
    runtime: 'process',
    needs: nothing,
  },
];

export const examples: readonly Example[] = described.map((example) => ({
  ...example,
  manifest: readManifest(example.name),
}));

export function exampleNamed(name: string): Example {
  const found = examples.find((example) => example.name === name);
  if (!found)
    throw new Error(`There is no example ${name}; there are ${examples.map((each) => each.name).join(', ')}`);
  return found;
}
