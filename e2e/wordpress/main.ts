import { existsSync } from 'node:fs';
import { whyNoWordpress } from '@gantry/examples/wordpress-images';
import { findHaproxy } from '@gantry/network';
import { type Seen, type Story, tellStory } from './story.ts';

/** `npm run story:wordpress [-- REQUESTS]`: the whole story, headless, with each proxy there is, and its figures. */
const why = whyNoWordpress();
if (why !== null) {
  console.error(`The story cannot be told here: ${why}.`);
  process.exit(1);
}
const { GANTRY_DOCKER_SOCKET, GANTRY_TEST_DOCKER_SOCKET = GANTRY_DOCKER_SOCKET } = process.env;
const socketPath = (GANTRY_TEST_DOCKER_SOCKET ?? '/var/run/docker.sock').replace('unix://', '');
if (!existsSync(socketPath)) {
  console.error(
    `No container engine is at ${socketPath}: start Docker or Podman, or set GANTRY_DOCKER_SOCKET to the socket of one.`,
  );
  process.exit(1);
}
/** Of each of update, rollback and loss. */
const requests = Number(process.argv[2] ?? 20_000);
const connections = 50;
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const tell = (what: string) => console.log(`- ${what}`);

let isGood = true;
for (const proxy of findHaproxy() === null ? (['embedded'] as const) : (['embedded', 'haproxy'] as const)) {
  console.log(`\nWordPress behind ${proxy === 'haproxy' ? 'HAProxy' : 'the embedded proxy'}`);
  const story = await tellStory({ socketPath, requests, connections, proxy, tell });
  show(story);
  isGood &&= isTold(story);
}
if (findHaproxy() === null) console.log('\nHAProxy is not installed, so the story was told without it.');
process.exitCode = isGood ? 0 : 1;

function isTold({ postIsThere, update, rollback, loss }: Story): boolean {
  const asked = [update, rollback, loss].every(({ answered }) => answered >= requests);
  const kept = update.failed.length === 0 && rollback.failed.length === 0;
  return postIsThere && asked && kept && loss.failed.length <= loss.connections;
}

function show(story: Story): void {
  console.log(`\nimages                ${seconds(story.imagesMs)}`);
  console.log(`deploy, until ready   ${seconds(story.deployMs)}`);
  console.log(`install in a browser  ${seconds(story.installMs)}`);
  console.log(`a new name resolves    ${story.resolvedMs.toFixed(0)} ms after it was saved`);
  row('update', story.update);
  row('rollback', story.rollback);
  row('loss of a node', story.loss);
  console.log(`the post is ${story.postIsThere ? 'still there' : 'GONE'}`);
}

function row(what: string, { tookMs, answered, failed, p50Ms, p99Ms }: Seen): void {
  const times = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
  console.log(
    `${what.padEnd(20)}  ${seconds(tookMs)}, ${answered} requests, ${failed.length} failed, ${times}`,
  );
  for (const words of new Set(failed)) console.log(`    failed: ${words}`);
}
