import type { ScreenBox } from './select-area.tsx';

/** Where an arrow key leads from one of several boxes on the screen, in their order. null: it is no arrow, or leads nowhere. */
export function stepAmong(boxes: readonly ScreenBox[], at: number, key: string): number | null {
  if (key === 'ArrowRight') return at + 1 < boxes.length ? at + 1 : null;
  if (key === 'ArrowLeft') return at > 0 ? at - 1 : null;
  if (key === 'ArrowDown') return nearestBeyond(boxes, at, (here, other) => other.top - here.bottom);
  if (key === 'ArrowUp') return nearestBeyond(boxes, at, (here, other) => here.top - other.bottom);
  return null;
}

/** Of the nearest row in a direction, the one whose middle is nearest. `distance`: below zero: it is not in that direction. */
function nearestBeyond(
  boxes: readonly ScreenBox[],
  at: number,
  distance: (here: ScreenBox, other: ScreenBox) => number,
): number | null {
  const here = boxes[at];
  if (here === undefined) return null;
  const beyond = boxes.flatMap((box, index) => {
    const down = distance(here, box);
    return down < 0 ? [] : [{ index, down, aside: Math.abs(middleOf(box) - middleOf(here)) }];
  });
  beyond.sort((a, b) => a.down - b.down || a.aside - b.aside);
  return beyond[0]?.index ?? null;
}

const middleOf = ({ left, right }: ScreenBox): number => (left + right) / 2;
