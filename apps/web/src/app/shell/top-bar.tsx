import { Link } from '@tanstack/react-router';
import { Search, SunMoon } from 'lucide-react';
import { Suspense, useEffect, useState } from 'react';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button, buttonClass, KeyCap } from '../../shared/ui/button.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { ConnectionPill } from './connection-pill.tsx';
import { openPalette } from './dialogs.ts';
import { Mark } from './mark.tsx';

// Brings the menu library with it, which the first paint does not need.
const AppearanceMenu = lazyPart(() => import('./appearance-menu.tsx'));

const paletteKey = /Mac|iP/.test(navigator.platform) ? '⌘K' : 'Ctrl K';

/** True once the page has nothing more urgent to do. */
function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIdle(true), 1_000);
    return () => clearTimeout(timer);
  }, []);
  return idle;
}

/** As the menu's button is, from the first moment on. A press brings the menu, open, without waiting for a quiet moment. */
function AppearanceToCome({ onPress }: { onPress: () => void }) {
  return (
    <Button
      icon
      variant="quiet"
      aria-label="Appearance"
      aria-haspopup="menu"
      // The one that takes its place would lose the focus.
      tabIndex={-1}
      onClick={onPress}
      className="pointer-coarse:h-9!"
    >
      <SunMoon size={16} strokeWidth={1.5} />
    </Button>
  );
}

function Appearance() {
  const idle = useIdle();
  const [isPressed, setIsPressed] = useState(false);
  const toCome = <AppearanceToCome onPress={() => setIsPressed(true)} />;
  return (
    <Suspense fallback={toCome}>
      {idle || isPressed ? <AppearanceMenu startsOpen={isPressed} /> : toCome}
    </Suspense>
  );
}

export function TopBar() {
  return (
    <header
      id="top-bar"
      className="sticky top-0 z-20 flex h-11 items-center gap-2 border-b border-line bg-panel px-3 md:px-4 short:relative"
    >
      <span className="md:hidden">
        <Mark size={20} />
      </span>
      <Breadcrumbs />
      <div className="ml-auto flex items-center gap-1.5">
        <button
          type="button"
          onClick={openPalette}
          className="inline-flex h-7 items-center gap-2 rounded-button border border-line bg-app px-2 text-ink-3 hover:border-line-strong lg:w-60 pointer-coarse:h-9 max-md:size-11 max-md:justify-center max-md:border-transparent max-md:bg-transparent"
        >
          <Search size={14} className="max-md:size-4" />
          <span className="flex-1 text-left max-lg:sr-only">Search or jump to</span>
          <KeyCap>{paletteKey}</KeyCap>
        </button>
        <ConnectionPill />
        <Appearance />
        <Link to="/deploy" className={`${buttonClass('primary')} max-sm:hidden pointer-coarse:h-9!`}>
          Deploy
        </Link>
      </div>
    </header>
  );
}
