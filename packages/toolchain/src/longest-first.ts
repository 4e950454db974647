import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, first: with a worker for each core, a file of two minutes that begins last runs alone at the end. */
const longestFirst = [
  /^e2e\/kubectl\//,
  /^e2e\/wordpress\//,
  /\/engine\.prop\.test\.ts$/,
  /^e2e\//,
  /\/main\.test\.ts$/,
  /\/simulation\.test\.ts$/,
  /\/docker\//,
  /\.prop\.test\.ts$/,
];

/** Its place among the files of a run: 0 is first. A fresh clone has no memory of how long each took. */
export function turnOf(path: string): number {
  const turn = longestFirst.findIndex((pattern) => pattern.test(path));
  return turn < 0 ? longestFirst.length : turn;
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const root = `${this.ctx.config.root}/`;
    const sorted = await super.sort(files);
    const turn = (file: TestSpecification) => turnOf(file.moduleId.replace(root, ''));
    return sorted.toSorted((one, other) => turn(one) - turn(other));
  }
}
