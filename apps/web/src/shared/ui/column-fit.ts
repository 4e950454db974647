import type { Column } from './data-table.tsx';

type Fitted = Pick<Column<never>, 'width' | 'from'>;

const ranks = { always: 0, md: 1, lg: 2, xl: 3 };
/** As the rows have them: between two tracks, and at both ends, where the button that chooses columns stands. */
const gapRem = 1;
const endsRem = 3.25;
const choiceRem = 1;

/**
 * How many columns have to go so that the others have their least widths in so many pixels. A table is not as wide as
 * the screen: it stands beside panels.
 */
export function surplusColumns(
  columns: readonly Fitted[],
  { pixels, remPixels, choosing }: { pixels: number; remPixels: number; choosing: boolean },
): number {
  const roomRem = pixels / remPixels - endsRem - (choosing ? choiceRem + gapRem : 0);
  const least = (left: readonly Fitted[]) =>
    left.reduce((sum, { width }) => sum + leastRem(width, remPixels) + gapRem, -gapRem);
  const most = columns.filter(({ from = 'always' }) => from !== 'always').length;
  let surplus = 0;
  while (surplus < most && least(withoutSurplus(columns, surplus)) > roomRem) surplus++;
  return surplus;
}

/** Those for wide screens go first, and of these the last. */
export function withoutSurplus<C extends Fitted>(columns: readonly C[], surplus: number): readonly C[] {
  if (surplus === 0) return columns;
  const gone = columns
    .map(({ from = 'always' }, index) => ({ index, rank: ranks[from] }))
    .sort((a, b) => b.rank - a.rank || b.index - a.index)
    .slice(0, surplus)
    .map(({ index }) => index);
  return columns.filter((_, index) => !gone.includes(index));
}

/** As the rows of a narrow table have them, which has no button that chooses columns. */
const narrowGapRem = 0.625;
const narrowEndsRem = 1.5;

/**
 * Tracks that are never wider than their table together: where not all have their least widths, each gives way by its
 * share, so that no table of a small phone loses its last column. In `cqw`: a row's container is its table.
 */
export function yieldingTracks(
  widths: readonly string[],
  { choosing, remPixels = 16 }: { choosing: boolean; remPixels?: number },
): readonly string[] {
  const least = widths.map((width) => leastRem(width, remPixels));
  const sum = least.reduce((total, one) => total + one, 0);
  const gaps = widths.length - (choosing ? 0 : 1);
  const taken = narrowEndsRem + gaps * narrowGapRem + (choosing ? choiceRem : 0);
  return widths.map((width, index) => {
    const share = (least[index]! / sum).toFixed(4);
    return width.replace(amount, (whole) => `min(${whole}, (100cqw - ${taken}rem) * ${share})`);
  });
}

const amount = /([\d.]+)(rem|px)/;

/** Of a grid track, as `minmax(6rem, 1fr)`, `4rem` or `120px`. */
function leastRem(track: string, remPixels: number): number {
  const [, least = '0', unit] = amount.exec(track) ?? [];
  return Number(least) / (unit === 'px' ? remPixels : 1);
}
