import { PastPill } from '../../features/clock/past-pill.tsx';
import { toggleTimeBar } from '../../features/clock/time-bar-state.ts';
import { useClock } from '../../live/clock.ts';
import { useConnection } from '../../live/hooks.ts';
import { formatAge, formatClock } from '../../shared/format/time.ts';

/** Whether what is shown is what is, and how old it is when it is not. A press opens the time bar, as on a phone no key does. */
export function ConnectionPill() {
  const { state, dataAtMs, ageMs } = useConnection();
  const { tone, text, word } = {
    connecting: {
      tone: 'progress',
      text: dataAtMs === null ? 'Connecting' : `As of ${formatClock(dataAtMs)}`,
      word: 'Connecting',
    },
    live: { tone: 'running', text: 'Live', word: 'Live' },
    behind: { tone: 'pending', text: `${formatAge(ageMs)} behind`, word: 'Behind' },
    offline: { tone: 'failed', text: 'Offline', word: 'Offline' },
  }[state];
  const atMs = useClock((clock) => clock.atMs);
  if (atMs !== null) return <PastPill atMs={atMs} />;
  const data = dataAtMs === null ? '' : `Data of ${formatClock(dataAtMs)}. `;
  return (
    <span role="status">
      <button
        type="button"
        data-tone={tone}
        title={`${data}Opens the time bar (H)`}
        onClick={toggleTimeBar}
        className="relative inline-flex h-6 items-center gap-1.5 rounded-full bg-tone-tint px-2 text-dense font-medium whitespace-nowrap text-tone-ink after:absolute after:inset-0 pointer-coarse:after:-inset-y-2.5"
      >
        <span aria-hidden="true" data-dot className="size-1.5 rounded-full bg-current" />
        {text === word ? (
          text
        ) : (
          // What is said aloud is the state: with its seconds it would be said with each of them.
          <>
            <span aria-hidden="true">{text}</span>
            <span className="sr-only">{word}</span>
          </>
        )}
      </button>
    </span>
  );
}
