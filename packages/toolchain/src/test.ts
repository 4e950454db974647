import { addCounts, noCounts, summary } from './counts.ts';
import { provideNeeds } from './needs.ts';
import { phases } from './phases.ts';

/**
 * `npm test`: provides what the tests need, runs the phases (those named, or all), and ends with one line alone:
 * `N passed, N failed, N skipped`. The exit code is 0 only when nothing failed.
 */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !phases.some((phase) => phase.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no phase ${unknown.join(', ')}; there are ${phases.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}
const chosen = phases.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const runsTests = chosen.some(({ name }) => name === 'unit' || name === 'e2e');

const needs = runsTests
  ? await provideNeeds(process.env)
  : { environment: {}, missing: [], stop: async () => {} };
let counts = noCounts;
let interrupted = false;
// The phase's own process gets the signal too and ends; the rest is not begun, and what was started is stopped.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
  });
}
try {
  for (const { title, run } of chosen) {
    if (interrupted) break;
    console.log(`\n== ${title} ==`);
    const startedAtMs = performance.now();
    counts = addCounts(counts, await run({ ...process.env, ...needs.environment }));
    console.log(`== ${title}: ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s ==`);
  }
} finally {
  await needs.stop();
}
for (const sentence of needs.missing) console.log(`\nNOT TESTED HERE: ${sentence}`);
if (counts.skipped.length > 0)
  console.log(`\nSKIPPED:\n${counts.skipped.map((title) => `  ${title}`).join('\n')}`);
if (interrupted) console.log('\nInterrupted.');
console.log(`\n${summary(counts)}`);
process.exitCode = counts.failed > 0 || interrupted ? 1 : 0;
