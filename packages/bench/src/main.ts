import { formatRow, type Row } from './figures.ts';
import { measureMutations } from './mutations.ts';
import { measureContainerStarts, measureProcessStarts } from './starts.ts';

/** `npm run bench [-- NAME ...]`: each figure beside its peer and its goal, one line each. */
const benchmarks: Record<string, () => Promise<Row[]>> = {
  mutations: measureMutations,
  processes: measureProcessStarts,
  containers: measureContainerStarts,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.`,
  );
  process.exit(2);
}

for (const name of asked.length > 0 ? asked : Object.keys(benchmarks)) {
  const rows = await benchmarks[name]!();
  if (rows.length === 0) console.log(`${name}: skipped, no container engine answers here`);
  for (const row of rows) console.log(formatRow(row));
}
