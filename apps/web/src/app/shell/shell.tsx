import { Outlet, useMatches, useRouter, useRouterState, useSearch } from '@tanstack/react-router';
import { type ReactNode, Suspense, useEffect } from 'react';
import { useClockKeys } from '../../features/clock/clock-keys.ts';
import { useClockLink } from '../../features/clock/clock-link.ts';
import { PastVeil } from '../../features/clock/past-veil.tsx';
import { TimeBar } from '../../features/clock/time-bar.tsx';
import { useScope } from '../../live/hooks.ts';
import { ActsIn, actsInOf } from '../../live/rights.ts';
import { useDock } from '../../shared/dock.ts';
import { closeJoin, useJoin } from '../../shared/join/join-open.ts';
import { lazyPart, MissingNotice, preloadMissing } from '../../shared/missing-part.ts';
import { useMissing } from '../../shared/missing-told.ts';
import { BandPatterns } from '../../shared/ui/band-patterns.tsx';
import { startTyped } from '../../shared/would-lose.ts';
import { useAppearance } from '../appearance.ts';
import { BottomBar } from './bottom-bar.tsx';
import { startCutText } from './cut-text.ts';
import { useShellDialogs } from './dialogs.ts';
import { OfflineBar } from './offline-bar.tsx';
import { Rail } from './rail.tsx';
import { startShortcuts } from './shortcuts.ts';
import { Spoken } from './spoken.tsx';
import { TopBar } from './top-bar.tsx';
import { WaitingBar } from './waiting-bar.tsx';

const Dock = lazyPart(() => import('./dock/dock.tsx'));
const SidePanel = lazyPart(() => import('./side/side-panel.tsx'));
const loadPalette = () => import('./palette.tsx');
const Palette = lazyPart(loadPalette);
const CopyDialog = lazyPart(() => import('./copy-dialog.tsx'));
const KeysDialog = lazyPart(() => import('./keys-dialog.tsx'));
const JoinDialog = lazyPart(() => import('../../shared/join/join-dialog.tsx'));
const Toaster = lazyPart(() => import('./toaster.tsx'));

/** What stays while screens change. */
export function Shell() {
  const router = useRouter();
  const { peek } = useSearch({ from: '__root__' });
  const place = useMatches({ select: (matches) => matches.at(-1) }) ?? { fullPath: '/', params: {} };
  const isMissing = useMissing(({ isTold }) => isTold);
  const hasDock = useDock(({ tabs }) => tabs.length > 0);
  const railOpen = useAppearance((state) => state.railOpen);
  // Every screen knows all containers, where they are few enough.
  useScope('tasks');
  useClockLink();
  useClockKeys(() => useAppearance.getState().singleKeys);
  useEffect(() => startShortcuts(router), [router]);
  useEffect(preload, []);
  useEffect(startCutText, []);
  useEffect(startTyped, []);
  return (
    <div
      className="flex min-h-dvh bg-app text-ink short:max-md:flex-col"
      style={{ '--rail-now': railOpen ? '13rem' : '3rem' } as React.CSSProperties}
    >
      <a
        href="#screen"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-button bg-accent px-3 py-1.5 text-on-accent focus:translate-y-0"
      >
        Skip to the screen
      </a>
      <BandPatterns />
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar />
        <OfflineBar />
        <div className="flex min-w-0 flex-1">
          <Screen>
            <PastVeil>
              <ActsIn value={actsInOf(place.fullPath, place.params as { namespace?: string })}>
                <Outlet />
              </ActsIn>
            </PastVeil>
          </Screen>
          <Suspense fallback={null}>{peek !== undefined && <SidePanel peek={peek} />}</Suspense>
        </div>
        <TimeBar />
      </div>
      <Suspense fallback={null}>{hasDock && <Dock />}</Suspense>
      <BottomBar />
      <Dialogs />
      <WaitingBar />
      <Suspense fallback={null}>{isMissing && <MissingNotice />}</Suspense>
      <Spoken />
      <Suspense fallback={null}>
        <Toaster />
      </Suspense>
    </div>
  );
}

/** Says of which address it is: the one in the browser's bar is there before its screen is, while that is fetched. */
function Screen({ children }: { children: ReactNode }) {
  const address = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.href });
  return (
    <main
      id="screen"
      data-address={address}
      tabIndex={-1}
      className="min-w-0 flex-1 pb-[calc(var(--dock,0px)+var(--toast-lift,0px))] outline-none max-md:pb-[calc(var(--bottom-bar)+0.5rem+var(--dock,0px)+var(--toast-lift,0px))] short:max-md:pb-2"
    >
      {children}
    </main>
  );
}

/** What is typed right after Ctrl K must find the palette there. */
function preload(): () => void {
  const load = () => Promise.all([loadPalette(), preloadMissing()]);
  const timer = setTimeout(() => void load().catch(() => {}), 1_500);
  return () => clearTimeout(timer);
}

function Dialogs() {
  const { open, subject } = useShellDialogs();
  const isJoining = useJoin(({ isOpen }) => isOpen);
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <Palette />}
      {open === 'keys' && <KeysDialog />}
      {open === 'copy' && <CopyDialog subject={subject} />}
      {isJoining && <JoinDialog onClose={closeJoin} />}
    </Suspense>
  );
}
