import { whyNoWordpress } from '@gantry/examples/wordpress-images';
import { fitHaproxy } from '@gantry/network';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

/**
 * The story in a short form, with the proxy that a node takes by default: fewer clients and requests than
 * `npm run story:wordpress`, which tells it with each, and nothing left out.
 */

const socketPath = process.env.GANTRY_TEST_DOCKER_SOCKET?.replace('unix://', '') ?? null;
const why =
  socketPath === null ? 'no container engine: GANTRY_TEST_DOCKER_SOCKET names none' : whyNoWordpress();
if (why !== null) console.warn(`The WordPress story is not tested: ${why}`);

describe.skipIf(why !== null)(`WordPress, to the last click${why ? ` (skipped: ${why})` : ''}`, () => {
  let story: Story;
  beforeAll(async () => {
    const proxy = fitHaproxy() === null ? ('embedded' as const) : ('haproxy' as const);
    const short = { requests: 500, connections: 8, proxy };
    story = await tellStory({ socketPath: socketPath!, ...short, tell: () => {} });
  }, 400_000);

  it('finds a service by name in a container within 2 s of its creation', () => {
    expect(story.resolvedMs).toBeLessThan(2_000);
  });

  it('drops no request in a rolling update', () => {
    expect(story.update.failed).toEqual([]);
    expect(story.update.answered).toBeGreaterThanOrEqual(500);
  });

  it('nor in a rollback', () => {
    expect(story.rollback.failed).toEqual([]);
    expect(story.rollback.answered).toBeGreaterThanOrEqual(500);
  });

  it('loses with a node only what was in flight', () => {
    expect(story.loss.lostTasks).toBeGreaterThan(0);
    expect(story.loss.failed.length).toBeLessThanOrEqual(story.loss.connections);
    expect(story.loss.answered).toBeGreaterThanOrEqual(500);
  });

  it('still has the post that was written in a browser', () => {
    expect(story.postIsThere).toBe(true);
  });
});
