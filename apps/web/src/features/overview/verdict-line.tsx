import { Link } from '@tanstack/react-router';
import { useAnnounced } from '../../shared/announcer.ts';
import type { VerdictPart } from '../../shared/concern.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';

export function VerdictLine({ parts }: { parts: readonly VerdictPart[] }) {
  useAnnounced('the cluster', parts.map(({ text }) => text).join(', '));
  return (
    <span className="flex flex-wrap items-center gap-x-5 gap-y-1 text-page">
      {parts.map((part) => (
        <Link
          key={part.text}
          to={part.to}
          search={part.query === '' ? {} : { q: part.query }}
          data-tone={part.tone}
          className="inline-flex items-center gap-2 rounded-control hover:underline decoration-2 underline-offset-4"
        >
          <StateGlyph tone={part.tone} size={16} />
          <span className={part.tone === 'running' ? '' : 'text-tone-ink'}>{part.text}</span>
        </Link>
      ))}
    </span>
  );
}
