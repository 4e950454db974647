import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { until } from '@gantry/bench/cluster';
import type { Stage } from '../stage.ts';

/** Something a person who knows Kubernetes types, and what has to come of it: the same on every runtime. */
export interface Step {
  title: string;
  play(stage: Stage): Promise<void>;
}

/** The deployment that the transcript is about. */
export const name = 'wordpress-deployment';
export const wordpress = `deployment/${name}`;

export const settled = (stage: Stage): Promise<string> =>
  stage.kubectl('rollout', 'status', wordpress, '--timeout=60s');

/** Until the runtime runs these images and no others, whatever their order. */
export async function runs(stage: Stage, images: string[]): Promise<void> {
  const wanted = images.toSorted().join();
  await until(stage.running.images, (now) => now.toSorted().join() === wanted, {
    withinMs: 45_000,
    what: `containers of ${wanted || 'nothing'}`,
    everyMs: 50,
  });
}

/** Pods of a label that are not on their way out. */
export async function podsOf(stage: Stage, label: string, ...more: string[]): Promise<string[]> {
  const listed = await stage.kubectl('get', 'pods', '-l', label, ...more, '-o', 'json');
  const { items } = JSON.parse(listed) as {
    items: { metadata: { name: string; deletionTimestamp?: string } }[];
  };
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name);
}

/** One that runs, if there is one. */
export async function podOf(stage: Stage, label: string): Promise<string> {
  const [running] = await podsOf(stage, label, '--field-selector=status.phase=Running');
  return running ?? (await podsOf(stage, label))[0]!;
}

/** What a program that goes on says that matches, once it has. */
export async function spoken(child: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  await until(
    async () => said,
    (text) => pattern.test(text),
    { withinMs: 20_000, what: String(pattern) },
  );
  return pattern.exec(said)![0];
}

/** Runs a kubectl that goes on, and ends it whatever comes of it. */
export async function during<T>(
  stage: Stage,
  args: string[],
  act: (child: ChildProcessWithoutNullStreams) => Promise<T>,
): Promise<T> {
  const child = stage.scene.kubectl.start(args);
  try {
    return await act(child);
  } finally {
    child.kill();
  }
}
