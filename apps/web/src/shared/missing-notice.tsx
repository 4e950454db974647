import { useState } from 'react';
import { useMissing } from './missing-told.ts';
import { reloadPage } from './start-over.ts';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';

/** A part of the dashboard that could not be had. What is on the screen stays: it may hold what somebody has typed. */
export default function MissingNotice() {
  const { pending, isAway, retry } = useReload();
  return (
    <div
      role="alert"
      className="floats arrive fixed bottom-4 left-4 z-50 md:left-[calc(var(--rail-now)+1rem)] w-[min(26rem,calc(100vw-2rem))] rounded-panel border border-line bg-panel p-1 shadow-high max-md:bottom-[calc(var(--bottom-bar)+1rem)]"
    >
      <Notice
        tone="failed"
        title="A part of the dashboard did not arrive"
        action={
          <div className="flex gap-2">
            <Button onClick={() => useMissing.setState({ isTold: false })}>Close</Button>
            <Button variant="primary" pending={pending} onClick={retry}>
              Try again
            </Button>
          </div>
        }
      >
        {isAway ? 'The control plane does not answer.' : 'To try again loads the page anew.'}
      </Notice>
    </div>
  );
}

/** Loads the page anew when a person asks for it and the server answers; else `isAway`. */
export function useReload() {
  const [state, setState] = useState<'idle' | 'asked' | 'away'>('idle');
  const retry = () => {
    setState('asked');
    void reloadPage().then((reloads) => setState(reloads ? 'asked' : 'away'));
  };
  return { pending: state === 'asked', isAway: state === 'away', retry };
}
