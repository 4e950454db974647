import fc from 'fast-check';
import { expect, vi } from 'vitest';

/**
 * How many cases each property runs: `FC_RUNS` when it is set; otherwise 10,000 in `*.prop.test.ts`, where the
 * invariants are, and fast-check's own 100 elsewhere.
 */
const isInvariant = /\.prop\.test\.tsx?$/.test(expect.getState().testPath ?? '');
const wanted = Number(process.env.FC_RUNS);
const runs = Number.isInteger(wanted) && wanted > 0 ? wanted : isInvariant ? 10_000 : 100;

/**
 * A property runs in one go, so no test timeout can end it: without this one, the search for a smaller counterexample
 * to a failure may take hours. It ends with the smallest that was found.
 */
const longestMs = 300_000;

fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: runs, interruptAfterTimeLimit: longestMs });
// A process that files share still has what the one before has set.
if (isInvariant) vi.setConfig({ testTimeout: 2 * longestMs });
else vi.resetConfig();

// Agents of tests that are about something else have the same proxy on every machine, whatever is installed there.
process.env.GANTRY_PROXY ??= 'embedded';
