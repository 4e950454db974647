import { readManifest } from './manifest.ts';

/** A job that can be started as it is. */
export interface JobExample {
  /** The job's name, and the manifest's file name. */
  name: string;
  title: string;
  /** One line: what there is to see. */
  description: string;
  kind: 'batch' | 'gang' | 'build' | 'cron';
  /** YAML, as a person would write it. */
  manifest: string;
}

const described: Omit<JobExample, 'manifest'>[] = [
  {
    name: 'word-count',
    title: 'Word count',
    description: 'Forty map tasks, then four reduce tasks: the case that Hadoop is known by.',
    kind: 'batch',
  },
  {
    name: 'mpi-sum',
    title: 'A sum on MPI',
    description: 'Four ranks that start together or not at all, with the mpiexec of Debian.',
    kind: 'gang',
  },
  {
    name: 'mpi-pi',
    title: 'Pi on MPI',
    description: 'Four ranks that share one integral; it fails if they find no room in five minutes.',
    kind: 'gang',
  },
  {
    name: 'report',
    title: 'A report every minute',
    description: 'A schedule in a time zone, whose runs never overlap and are kept for a while.',
    kind: 'cron',
  },
  {
    name: 'builds',
    title: 'A queue of builds',
    description: 'Executors that appear when builds are queued, three at the most, and leave with them.',
    kind: 'build',
  },
];

export const jobExamples: readonly JobExample[] = described.map((example) => ({
  ...example,
  manifest: readManifest(`jobs/${example.name}`),
}));

export function jobExampleNamed(name: string): JobExample {
  const found = jobExamples.find((example) => example.name === name);
  if (!found)
    throw new Error(
      `There is no job example ${name}; there are ${jobExamples.map((each) => each.name).join(', ')}`,
    );
  return found;
}
