import { createEngine, emptySnapshot, type View } from '@gantry/engine';
import type { Command, Commit } from '@gantry/model';
import { openSqliteStore } from '@gantry/store';
import { SimulatedNodes } from './simulated-nodes.ts';

/** What somebody did at a moment, and all of whose consequences were over at once. */
export interface Deed {
  atMs: number;
  commands: (view: View) => Command[];
}

/**
 * Fills an empty data folder with a past: the commits that a control plane with so many nodes would have written, had
 * these things been done at their moments. One that is started on the folder goes on from there. Returns the state that
 * each deed left: the names of the tasks that ran, sorted.
 */
export async function writeLongPast(
  folder: string,
  { nodes, deeds }: { nodes: number; deeds: readonly [Deed, ...Deed[]] },
): Promise<string[][]> {
  const engine = createEngine(emptySnapshot());
  const commits: Commit[] = [];
  const cluster = new SimulatedNodes(engine, {
    ...{ count: nodes, nowMs: deeds[0].atMs },
    onCommit: (commit) => void commits.push(commit),
  });
  const ran = deeds.map(({ atMs, commands }) => {
    cluster.moveTo(atMs);
    for (const command of commands(engine.view)) {
      cluster.do(command);
      cluster.settle();
    }
    const running = [...engine.view.all('tasks')].filter(({ state }) => state === 'running');
    return running.map(({ name }) => name).sort();
  });
  await append(folder, commits);
  return ran;
}

async function append(folder: string, commits: readonly Commit[]): Promise<void> {
  const store = openSqliteStore({ folder });
  const { fence, release } = await store.lead(new AbortController().signal);
  for (const commit of commits) await store.append(commit, fence);
  await release();
  await store.close();
}
