import { proxyContract } from '../testing/proxy-contract.ts';
import { createEmbeddedProxy } from './embedded-proxy.ts';

proxyContract('embedded', createEmbeddedProxy);
