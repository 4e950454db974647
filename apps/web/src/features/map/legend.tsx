import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { type ColourBy, colourLegend } from './map-colour.ts';

export function Legend({ colourBy }: { colourBy: ColourBy }) {
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1 text-dense text-ink-2">
      {colourLegend[colourBy].map(([tone, word]) => (
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
