import type { IntentRecord } from '@gantry/model';
import { useState } from 'react';
import { useOffline } from '../../live/hooks.ts';
import { Button } from '../ui/button.tsx';
import { serverNow, useNow } from '../ui/time.tsx';
import { withdraw } from './waiting-intents.ts';

/** One act that waits: what it is, when it is done, and the button that takes it back. */
export function IntentRow({ intent, hint }: { intent: IntentRecord; hint?: string | undefined }) {
  const [pending, setPending] = useState(false);
  const offline = useOffline();
  const takeBack = async () => {
    setPending(true);
    await withdraw(intent);
    setPending(false);
  };
  return (
    <div className="flex items-center gap-3">
      <Countdown intent={intent} />
      <div className="min-w-0 flex-1">
        <div className="line-clamp-2 font-medium wrap-anywhere">{intent.summary}</div>
        <div className="text-dense text-ink-2">
          <StartsIn dueAtMs={intent.dueAtMs} /> · {intent.actor.name}
        </div>
      </div>
      <Button {...(hint && { hint })} disabled={offline} pending={pending} onClick={() => void takeBack()}>
        Undo
      </Button>
    </div>
  );
}

function StartsIn({ dueAtMs }: { dueAtMs: number }) {
  const seconds = Math.ceil((dueAtMs - useNow()) / 1000);
  return seconds > 0 ? `starts in ${seconds}\u00a0s` : 'starting';
}

const radius = 9;
const around = 2 * Math.PI * radius;

/** A ring that empties while the window runs out; the words beside it say the same. */
function Countdown({ intent: { createdAtMs, dueAtMs } }: { intent: IntentRecord }) {
  // The moment it appeared decides how much of the ring is already gone; the animation does the rest.
  const [elapsedMs] = useState(() => Math.max(0, serverNow() - createdAtMs));
  const timing = { animationDuration: `${dueAtMs - createdAtMs}ms`, animationDelay: `${-elapsedMs}ms` };
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className="size-6 shrink-0 -rotate-90" fill="none">
      <circle cx="12" cy="12" r={radius} className="stroke-pressed" strokeWidth="3" />
      <circle
        cx="12"
        cy="12"
        r={radius}
        className="run-out stroke-accent"
        strokeWidth="3"
        strokeDasharray={around}
        style={{ ...timing, '--around': around } as React.CSSProperties}
      />
    </svg>
  );
}
