import { describe } from 'vitest';
import { proxyContract } from '../testing/proxy-contract.ts';
import { findHaproxy } from './haproxy-process.ts';
import { createHaproxy } from './haproxy-proxy.ts';

const why = findHaproxy() === null ? 'there is no haproxy on this machine' : null;
if (why !== null) console.warn(`HAProxy is not tested: ${why}`);

describe.skipIf(why !== null)(`HAProxy${why ? ` (skipped: ${why})` : ''}`, () => {
  proxyContract('haproxy', () => createHaproxy(null));
});
