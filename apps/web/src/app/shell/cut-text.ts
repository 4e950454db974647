/** What is asked of an element and those around it. */
export interface Drawn {
  text: string;
  /** An ellipsis stands for what has no room. */
  hasEllipsis: boolean;
  clientWidth: number;
  scrollWidth: number;
  /** It says something else on hover. */
  hasTitle: boolean;
}

/** Which of an element and those around it, the innermost first, shows a part of its text only; -1: none, or it tells something already. */
export function cutPlace(drawn: readonly Drawn[]): number {
  const place = drawn.findIndex(
    ({ hasEllipsis, clientWidth, scrollWidth }) => hasEllipsis && scrollWidth > clientWidth,
  );
  return drawn.some(({ hasTitle }) => hasTitle) || drawn[place]?.text === '' ? -1 : place;
}

/** So far out from what is pointed at the ellipsis of a cell may be. */
const mostOuter = 4;

/** Text that is cut off is told in full while it is pointed at. Returns what ends it. */
export function startCutText(): () => void {
  const tell = ({ target }: PointerEvent) => {
    const around = aroundOf(target);
    const cut = around[cutPlace(around.map(drawnOf))];
    if (cut === undefined) return;
    cut.title = textOf(cut);
    // What it holds may be another by the next time.
    cut.addEventListener('pointerleave', () => cut.removeAttribute('title'), { once: true });
  };
  document.addEventListener('pointerover', tell);
  return () => document.removeEventListener('pointerover', tell);
}

function aroundOf(target: EventTarget | null): HTMLElement[] {
  const around: HTMLElement[] = [];
  for (let at = target; at instanceof HTMLElement && around.length < mostOuter; at = at.parentElement)
    around.push(at);
  return around;
}

const drawnOf = (element: HTMLElement): Drawn => ({
  text: textOf(element),
  hasEllipsis: getComputedStyle(element).textOverflow === 'ellipsis',
  clientWidth: element.clientWidth,
  scrollWidth: element.scrollWidth,
  hasTitle: element.title !== '',
});

const textOf = (element: HTMLElement): string => (element.textContent ?? '').trim();
