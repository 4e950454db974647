import { describe, test } from 'vitest';
import { makeDockerHome, whyNoDocker } from '../testing/docker-home.ts';
import { runtimeContract } from '../testing/runtime-contract.ts';

const reason = await whyNoDocker();

if (reason === null) {
  runtimeContract('docker', makeDockerHome, 'real');
} else {
  console.warn(`docker driver: skipped, ${reason}`);
  describe.skip(`docker driver (skipped: ${reason})`, () => test('runs containers', () => {}));
}
