import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { HueSwatch } from './hue-swatch.tsx';
import { type Hue, isTone } from './map-hue.ts';

/** A colour of the map: of a state with its glyph, of anything else a square. */
export function HueGlyph({ hue, size }: { hue: Hue; size: number }) {
  return isTone(hue) ? <StateGlyph tone={hue} size={size} /> : <HueSwatch hue={hue} size={size} />;
}
