// A build that a build server queued: takes a few seconds, and fails if it is told to.
const { COMMIT: commit = 'main', OUTCOME: outcome = 'success', GANTRY_JOB: job } = process.env;
const steps = ['fetching', 'compiling', 'testing'];
const say = (step) => console.log(`${job}: ${step} ${commit}`);
for (const [index, step] of steps.entries()) setTimeout(() => say(step), index * 1_000);
setTimeout(() => {
  if (outcome === 'success') return console.log(`${job}: built ${commit}`);
  console.error(`${job}: 1 test of ${commit} failed`);
  process.exit(1);
}, steps.length * 1_000);
