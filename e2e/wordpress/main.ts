import { whyNoWordpress } from '@gantry/examples/wordpress-images';
import { type Seen, tellStory } from './story.ts';

/** `npm run story:wordpress [-- REQUESTS]`: the whole story, headless, and its figures. */
const why = whyNoWordpress();
if (why !== null) {
  console.error(`The story cannot be told here: ${why}.`);
  process.exit(1);
}
const socketPath = (process.env.GANTRY_TEST_DOCKER_SOCKET ?? '/var/run/docker.sock').replace('unix://', '');
const requests = Number(process.argv[2] ?? 20_000);
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

const story = await tellStory({
  socketPath,
  requests,
  connections: 50,
  tell: (what) => console.log(`- ${what}`),
});
console.log(`\nimages                ${seconds(story.imagesMs)}`);
console.log(`deploy, until ready   ${seconds(story.deployMs)}`);
console.log(`install in a browser  ${seconds(story.installMs)}`);
console.log(`a new name resolves    ${story.resolvedMs.toFixed(0)} ms after it was saved`);
row('update', story.update);
row('rollback', story.rollback);
row('loss of a node', story.loss);
console.log(`the post is ${story.postIsThere ? 'still there' : 'GONE'}`);
const isGood =
  story.postIsThere &&
  story.update.failed.length === 0 &&
  story.rollback.failed.length === 0 &&
  story.loss.failed.length <= story.loss.connections;
process.exitCode = isGood ? 0 : 1;

function row(what: string, { tookMs, answered, failed, p50Ms, p99Ms }: Seen): void {
  const times = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
  console.log(
    `${what.padEnd(20)}  ${seconds(tookMs)}, ${answered} requests, ${failed.length} failed, ${times}`,
  );
  for (const words of new Set(failed)) console.log(`    failed: ${words}`);
}
