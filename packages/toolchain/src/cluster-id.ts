import { randomBytes, randomInt } from 'node:crypto';

/** So many clusters may run side by side: three test workers, and each may make one while its last one goes. */
const lanes = 6;

/** Service addresses follow from a cluster's id by 128 ranges, and node ports by 20: see `service-bounds.ts`. */
const kinds = [128, 20];

let made = 0;

/** An id for a cluster of a test, whose addresses and ports no cluster of another worker has, nor the last one of this worker. */
export function newClusterId(environment: NodeJS.ProcessEnv): string {
  const worker = Number(environment.VITEST_POOL_ID ?? environment.TEST_PARALLEL_INDEX ?? 0) % (lanes / 2);
  const lane = worker * 2 + (made++ % 2);
  const isInLane = (number: number) => kinds.every((kind) => (number % kind) % lanes === lane);
  let number = randomInt(2 ** 24);
  while (!isInLane(number)) number = randomInt(2 ** 24);
  return number.toString(16).padStart(6, '0') + randomBytes(3).toString('hex');
}
