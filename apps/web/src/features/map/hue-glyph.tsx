import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { type Hue, isTone } from './map-hue.ts';

/** A colour of the map: of a state with its glyph, of anything else a square. */
export function HueGlyph({ hue, size }: { hue: Hue; size: number }) {
  if (isTone(hue)) return <StateGlyph tone={hue} size={size} />;
  return (
    <span
      aria-hidden="true"
      data-tone={hue}
      className="shrink-0 rounded-[2px] bg-tone"
      style={{ width: size, height: size }}
    />
  );
}
