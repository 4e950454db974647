import { describe } from 'vitest';
import { hasEngine, socketPath } from './stage.ts';
import { playTranscript } from './transcript.ts';

const isThere = await hasEngine();
if (!isThere) console.warn(`kubectl is not tested on containers: no container engine at ${socketPath}`);

// An older kubectl plays on processes: what it says and is told is the same on every runtime.
describe.skipIf(!isThere)('containers', () => playTranscript('docker', ['1.35']));
