import { describe } from 'vitest';
import { hasEngine } from './stage.ts';
import { playTranscript } from './transcript.ts';

// The older version is played on containers, where there are any.
const minors = (await hasEngine()) ? (['1.35'] as const) : (['1.35', '1.33'] as const);

describe('processes', () => playTranscript('process', minors));
