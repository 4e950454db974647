import { Minus, Plus } from 'lucide-react';
import { isTyping } from '../../shared/is-typing.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useKeydown } from '../../shared/use-keydown.ts';
import { newest, type RevisionWindow, zoomed } from './window.ts';

const shownByKey: Record<string, number> = {
  1: 10,
  2: 30,
  3: Number.POSITIVE_INFINITY,
  0: Number.POSITIVE_INFINITY,
};

/** `1` shows the last ten revisions, `2` the last thirty, `3` and `0` all. */
export function useWindowKeys(count: number, onWindow: (window: RevisionWindow) => void): void {
  useKeydown((event) => {
    const shown = shownByKey[event.key];
    if (shown === undefined || isTyping(event)) return;
    onWindow(newest(count, Math.min(count, shown)));
  });
}

/** How much of the history the lane shows, by buttons and by `useWindowKeys`. */
export function ZoomButtons({
  window,
  count,
  about,
  onWindow,
}: {
  window: RevisionWindow;
  count: number;
  /** The revision that stays where it is; without one the newest does. */
  about: number | undefined;
  onWindow: (window: RevisionWindow) => void;
}) {
  const shown = window.to - window.from + 1;
  return (
    <div className="flex gap-1">
      <Button
        icon
        aria-label="Show more revisions"
        disabled={shown >= count}
        onClick={() => onWindow(zoomed(window, count, { factor: 2, about }))}
      >
        <Minus size={14} />
      </Button>
      <Button
        icon
        aria-label="Show fewer revisions"
        disabled={shown <= 2}
        onClick={() => onWindow(zoomed(window, count, { factor: 0.5, about }))}
      >
        <Plus size={14} />
      </Button>
      <Button disabled={shown >= count} onClick={() => onWindow({ from: 0, to: count - 1 })}>
        Fit
      </Button>
    </div>
  );
}
