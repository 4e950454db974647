import { describe } from 'vitest';
import { playTranscript } from './transcript.ts';

describe('processes', () => playTranscript('process'));
