import type { Tone } from '../../shared/tone.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';

const entries: readonly [Tone, string][] = [
  ['running', 'running'],
  ['progress', 'starting'],
  ['pending', 'pending'],
  ['degraded', 'not ready'],
  ['failed', 'failed'],
  ['draining', 'stopping'],
  ['unknown', 'lost'],
];

export function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-dense text-ink-2">
      {entries.map(([tone, word]) => (
        <li key={tone} className="inline-flex items-center gap-1.5">
          <StateGlyph tone={tone} size={10} />
          {word}
        </li>
      ))}
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden="true" className="size-2.5 rounded-[2px] border border-line bg-raised" />
        free
      </li>
    </ul>
  );
}
