import { useEffect, useState } from 'react';
import { useReload } from './missing-notice.tsx';
import { startOver } from './start-over.ts';
import { Button } from './ui/button.tsx';
import { Empty } from './ui/empty.tsx';
import { Page } from './ui/page.tsx';

/** In the place of a screen that did not come: starts over as soon as it is drawn, and says so where that cannot be. */
export default function MissingScreen() {
  const [hasFailed, setFailed] = useState(false);
  const { pending, isAway, retry } = useReload();
  useEffect(() => void startOver().then(() => setFailed(true)), []);
  if (!hasFailed) return null;
  return (
    <Page title="Not shown" documentTitle="Not shown">
      <Empty
        title="This screen could not be shown"
        action={
          // A part that did not arrive is not asked for again by a page that has once failed to get it.
          <Button variant="primary" pending={pending} onClick={retry}>
            Try again
          </Button>
        }
      >
        A part of the dashboard did not arrive: the connection broke, or the control plane has another version
        now.
        {isAway && ' The control plane does not answer.'}
      </Empty>
    </Page>
  );
}
