import type { Probe, ProbeAnswer } from '@gantry/model';
import { formatPlural } from '../../shared/format/quantity.ts';
import type { Tone } from '../../shared/tone.ts';

export function questionOf(handler: Probe['handler']): string {
  switch (handler.type) {
    case 'http':
      return `GET ${handler.path} on ${handler.port}`;
    case 'tcp':
      return `connects to ${handler.port}`;
    case 'grpc':
      return `asks the health service on ${handler.port}${handler.service && ` for ${handler.service}`}`;
    case 'exec':
      return `runs ${handler.command.join(' ')}`;
  }
}

/** How an answer is drawn and called. A failure before its time counts for nothing, and looks like it. */
export function answerState({ result, counts }: ProbeAnswer): { tone: Tone; word: string } {
  if (result === 'success') return { tone: 'running', word: 'succeeded' };
  if (result === 'error') return { tone: 'pending', word: 'could not be asked' };
  return counts ? { tone: 'failed', word: 'failed' } : { tone: 'stopped', word: 'asked too soon' };
}

/** `20 answers, 2 failed, 1 could not be asked`. */
export function answersWords(answers: readonly ProbeAnswer[]): string {
  const told = answers.map((answer) => answerState(answer).word);
  const others = [...new Set(told)].filter((word) => word !== 'succeeded');
  const counted = others.map((word) => `${told.filter((one) => one === word).length} ${word}`);
  return [
    formatPlural(answers.length, 'answer'),
    ...(counted.length === 0 ? ['all succeeded'] : counted),
  ].join(', ');
}

/** The newest that says why, for as long as nothing newer succeeded. */
export function troubleNow(answers: readonly ProbeAnswer[]): ProbeAnswer | null {
  const last = answers.at(-1);
  return last === undefined || last.result === 'success' || last.message === '' ? null : last;
}
