import { describe } from 'vitest';
import { hasEngine, socketPath } from './stage.ts';
import { playTranscript } from './transcript.ts';

const isThere = await hasEngine();
if (!isThere) console.warn(`kubectl is not tested on containers: no container engine at ${socketPath}`);

describe.skipIf(!isThere)('containers', () => playTranscript('docker', ['1.35', '1.33']));
