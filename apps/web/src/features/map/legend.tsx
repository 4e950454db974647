import { classNames } from '../../shared/ui/class-names.ts';
import { HueGlyph } from './hue-glyph.tsx';
import { HueSwatch } from './hue-swatch.tsx';
import type { LegendEntry } from './map-colour.ts';
import type { MapLevel } from './map-level.ts';

/**
 * `level`: as the map is drawn. Where it is of plain colours, as many nodes are, what they mean is shown in the same ones;
 * null: it is a table, of whose cells none is free, and a phone's has none. `cordoned`: some node is, which has a bar on
 * top. `taking`: what would take something of nodes that would be lost is shown.
 */
export function Legend({
  entries,
  level,
  cordoned,
  taking,
}: {
  entries: readonly LegendEntry[];
  level: MapLevel | null;
  cordoned: boolean;
  taking: boolean;
}) {
  const inTable = level === null;
  const painted = level === 'tiles' || level === 'pixels';
  const Mark = painted ? HueSwatch : HueGlyph;
  return (
    <ul
      aria-label="Legend"
      className={classNames(
        'flex flex-wrap gap-x-4 gap-y-1 text-dense text-ink-2',
        inTable && 'max-md:hidden',
      )}
    >
      {entries.map(([hue, word]) => (
        <li key={hue} className="inline-flex max-w-72 min-w-0 lg:max-w-96 items-center gap-1.5">
          <Mark hue={hue} size={10} />
          <span className="truncate">{word}</span>
        </li>
      ))}
      {!inTable && (
        <li className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className="size-2.5 rounded-[2px] border border-line bg-raised" />
          free
        </li>
      )}
      {cordoned && (
        <li className="inline-flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className="size-2.5 rounded-[2px] border border-t-3 border-line border-t-(--pending) bg-raised"
          />
          cordoned
        </li>
      )}
      {taking && (
        <li className="inline-flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className="size-2.5 rounded-[2px] border border-dashed border-(--canary) bg-(--canary)/50"
          />
          takes some of it
        </li>
      )}
    </ul>
  );
}
