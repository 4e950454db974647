import type { IntentRecord } from '@gantry/model';
import { useEffect, useRef } from 'react';
import { useClock } from '../../live/clock.ts';
import { useRows } from '../../live/hooks.ts';
import { IntentRow } from '../../shared/intents/intent-row.tsx';
import { newestOf, useWaitingIntents } from '../../shared/intents/waiting-intents.ts';
import { tellDone, tellFailed } from '../../shared/toast.ts';

const mostRows = 4;

/**
 * The acts that wait for their undo window, on every screen and in every browser: they are the server's, so neither
 * leaving the page nor closing it loses one or does it early.
 */
export function WaitingBar() {
  const waiting = useWaitingIntents();
  // What waited then is over by now.
  const isPast = useClock(({ atMs }) => atMs !== null);
  useOutcomes();
  if (waiting.length === 0 || isPast) return null;
  const newest = newestOf(waiting);
  return (
    <section
      ref={liftToasts}
      aria-label="Acts that can be taken back"
      className="floats arrive fixed right-4 bottom-4 z-40 flex w-[min(26rem,calc(100vw-2rem))] flex-col gap-2.5 rounded-panel border border-line bg-panel p-3 shadow-high max-md:bottom-[calc(var(--bottom-bar)+1rem)]"
    >
      {waiting.slice(0, mostRows).map((intent) => (
        <IntentRow key={intent.id} intent={intent} hint={intent === newest ? 'Z' : undefined} />
      ))}
      {waiting.length > mostRows && (
        <p className="text-dense text-ink-3">and {waiting.length - mostRows} more</p>
      )}
      <p role="status" className="sr-only">
        {newest?.summary}. It can be taken back with Z.
      </p>
    </section>
  );
}

/** Toasts stand above the bar while it is there, and the screen has room for it below its end. */
function liftToasts(bar: HTMLElement): () => void {
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => style.setProperty('--toast-lift', `${bar.offsetHeight + 12}px`));
  observer.observe(bar);
  return () => {
    observer.disconnect();
    style.removeProperty('--toast-lift');
  };
}

/** Tells how what was seen waiting ended. What was refused stays until somebody has read it. */
function useOutcomes(): void {
  const intents = useRows('intents');
  const seen = useRef(new Set<string>());
  useEffect(() => {
    if (useClock.getState().atMs !== null) return;
    for (const intent of intents) {
      if (intent.state === 'waiting') seen.current.add(intent.id);
      else if (seen.current.delete(intent.id)) tellEnd(intent);
    }
  }, [intents]);
}

function tellEnd({ state, summary, message }: IntentRecord): void {
  if (state === 'done') tellDone(message || summary);
  if (state === 'refused') tellFailed(`${summary}: it was not done`, message);
}
