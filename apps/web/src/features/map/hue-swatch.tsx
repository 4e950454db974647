import { classNames } from '../../shared/ui/class-names.ts';
import { type Hue, hueGround } from './map-hue.ts';

/** A colour as the map paints it. */
export function HueSwatch({ hue, size }: { hue: Hue; size: number }) {
  return (
    <span
      aria-hidden="true"
      data-tone={hue}
      data-cell
      className={classNames('shrink-0 rounded-[2px]', hueGround(hue))}
      style={{ width: size, height: size }}
    />
  );
}
