import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeContract } from '../testing/store-contract.ts';
import { openSqliteStore } from './sqlite-store.ts';

/** So few that random histories have keyframes within them. */
const keyframeAfter = 4;

storeContract('sqlite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-store-'));
  return {
    open: () =>
      openSqliteStore({ folder, waitForLockMs: Number.POSITIVE_INFINITY, leastPerKeyframe: keyframeAfter }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
});
