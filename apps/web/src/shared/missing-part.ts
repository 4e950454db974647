import { type ComponentType, createElement, lazy, useEffect, useState } from 'react';
import { MissingNotice } from './missing-notice.tsx';
import { startOver } from './start-over.ts';

/** A part of a screen. Where it cannot be had a note says so, and the screen stays as it is. */
export const lazyPart = <P>(load: () => Promise<{ default: ComponentType<P> }>) =>
  lazy(() => load().catch(() => standIn<P>(() => createElement(MissingNotice))));

/** A screen, to be gone to. Where it cannot be had, that is told in its place. */
export const orFailure =
  <P>(load: () => Promise<{ default: ComponentType<P> }>) =>
  () =>
    load().catch((error: unknown) =>
      standIn<P>(() => {
        throw error;
      }),
    );

/**
 * In the place of what did not come: starts over as soon as it is drawn, and tells where that cannot be. What was only
 * loaded ahead, as when the pointer passes over a link, nobody waits for.
 */
function standIn<P>(tell: () => ReturnType<typeof createElement>): { default: ComponentType<P> } {
  return {
    default: function StandIn() {
      const [hasFailed, setFailed] = useState(false);
      useEffect(() => void startOver().then(() => setFailed(true)), []);
      return hasFailed ? tell() : null;
    },
  };
}
