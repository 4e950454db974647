import { type ComponentType, lazy, useEffect } from 'react';
import { useMissing } from './missing-told.ts';
import { startOver, waitedFor } from './start-over.ts';
import { wouldLose } from './would-lose.ts';

/** A part of a screen. Where it cannot be had a note says so, and the screen stays as it is. */
export const lazyPart = <P>(load: () => Promise<{ default: ComponentType<P> }>) =>
  lazy(() => load().catch(() => ({ default: MissingPart as ComponentType<P> })));

/** Starts over as soon as it is drawn, where nothing is lost by it; else it only tells, and a person starts over. */
function MissingPart() {
  useEffect(() => {
    const begun = wouldLose() ? Promise.resolve() : startOver();
    void begun.then(() => useMissing.setState({ isTold: true }));
  }, []);
  return null;
}

const loadScreen = () => import('./missing-screen.tsx');
const loadNotice = () => import('./missing-notice.tsx');

/** What says that something is missing has to be there before: it comes when the first screen stands. */
export const MissingNotice = lazyPart(loadNotice);
export const preloadMissing = () => Promise.all([loadScreen(), loadNotice()]);

/**
 * A screen, to be gone to; where it cannot be had, that is told in its place. What was only loaded ahead, as when the
 * pointer passes over a link, nobody waits for: the page starts over when it is drawn.
 */
export const orMissing =
  <P>(load: () => Promise<{ default: ComponentType<P> }>) =>
  (): Promise<{ default: ComponentType<P> }> =>
    load().catch(async () => {
      const { default: MissingScreen } = await waitedFor(loadScreen);
      return { default: MissingScreen as ComponentType<P> };
    });
