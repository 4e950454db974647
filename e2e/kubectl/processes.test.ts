import { describe } from 'vitest';
import { playTranscript } from './transcript.ts';

describe('processes', () => playTranscript('process', ['1.35', '1.33']));
