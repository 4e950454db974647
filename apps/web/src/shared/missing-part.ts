import { type ComponentType, lazy, useEffect } from 'react';
import { tellMissing } from './missing-notice.tsx';
import { MissingScreen } from './missing-screen.tsx';
import { startOver } from './start-over.ts';

/** A part of a screen. Where it cannot be had a note says so, and the screen stays as it is. */
export const lazyPart = <P>(load: () => Promise<{ default: ComponentType<P> }>) =>
  lazy(() => load().catch(() => ({ default: MissingPart as ComponentType<P> })));

/** Starts over as soon as it is drawn. */
function MissingPart() {
  useEffect(() => void startOver().then(tellMissing), []);
  return null;
}

/**
 * A screen, to be gone to; where it cannot be had, that is told in its place. What was only loaded ahead, as when the
 * pointer passes over a link, nobody waits for: the page starts over when it is drawn.
 */
export const orMissing =
  <P>(load: () => Promise<{ default: ComponentType<P> }>) =>
  () =>
    load().catch(() => ({ default: MissingScreen as ComponentType<P> }));
