import { proxyContract } from '../testing/proxy-contract.ts';
import { tlsContract } from '../testing/tls-contract.ts';
import { createEmbeddedProxy } from './embedded-proxy.ts';

proxyContract('embedded', createEmbeddedProxy);
tlsContract('embedded', createEmbeddedProxy);
