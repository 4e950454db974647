import { flushSync } from 'react-dom';

/** Says on the upper edge of a list, clear of its head, how much of it waits for the hand to leave, and shows it on a press. */
export function WaitingPill({ words, onShow }: { words: string; onShow: () => void }) {
  return (
    <div className="sticky top-[calc(var(--top-bar)+1.25rem)] z-10 flex h-0 justify-center">
      <button
        type="button"
        onClick={(event) => {
          const list = event.currentTarget.parentElement?.parentElement;
          flushSync(onShow);
          // With the keyboard one goes on in the list, not at the page's beginning.
          if (event.detail === 0) list?.querySelector<HTMLElement>('[data-row], a')?.focus();
        }}
        className="relative -mt-3.5 inline-flex h-6 items-center rounded-full bg-accent px-2.5 text-dense font-medium whitespace-nowrap text-on-accent shadow-low hover:bg-accent-hover after:absolute after:inset-0 pointer-coarse:after:-top-5"
      >
        {words} · show
      </button>
    </div>
  );
}
