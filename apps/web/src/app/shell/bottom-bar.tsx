import { Link, useLocation } from '@tanstack/react-router';
import { Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import { classNames } from '../../shared/ui/class-names.ts';
import { isInPlace, places } from '../places.ts';
import { TroubleCount } from './trouble-count.tsx';

const itemClass =
  'flex h-14 min-w-0 flex-auto flex-col items-center justify-center gap-0.5 px-1 text-label whitespace-nowrap focus-visible:-outline-offset-2';

/** The places on a phone: four, and the rest behind More. On a low screen they are what it ends with. */
export function BottomBar() {
  const [more, setMore] = useState(false);
  const isBehind = useLocation({ select: ({ pathname }) => isBehindMore(pathname) });
  return (
    <>
      {more && <MoreSheet onClose={() => setMore(false)} />}
      <nav
        aria-label="Places"
        className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] md:hidden short:static short:mb-[calc(var(--dock,0px)+var(--toast-lift,0px))]"
      >
        {places
          .filter((place) => place.primary)
          .map(({ label, to, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              onClick={() => setMore(false)}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className={itemClass}
              activeProps={{ className: 'font-semibold text-accent' }}
              inactiveProps={{ className: 'text-ink-2' }}
            >
              <span className="relative px-3">
                <Icon size={18} strokeWidth={1.5} />
                <TroubleCount of={to} open={false} />
              </span>
              {label}
            </Link>
          ))}
        <button
          type="button"
          aria-expanded={more}
          aria-current={isBehind ? 'location' : undefined}
          onClick={() => setMore(!more)}
          className={classNames(itemClass, isBehind ? 'font-semibold text-accent' : 'text-ink-2')}
        >
          {/* Its name stays one to be found by: what is behind it tells its count itself. */}
          <span aria-hidden="true" className="relative px-3">
            <Ellipsis size={18} strokeWidth={1.5} />
            {!more && <TroubleCount of="/jobs" open={false} />}
          </span>
          More
        </button>
      </nav>
    </>
  );
}

const isBehindMore = (path: string) => places.some((place) => !place.primary && isInPlace(place, path));

const moreClass = 'flex h-11 items-center gap-3 rounded-button px-3 text-emphasis';

/** The other places, after what the top bar has no room for. */
function MoreSheet({ onClose }: { onClose: () => void }) {
  return (
    <>
      <button
        type="button"
        aria-label="Close"
        onClick={onClose}
        className="fixed inset-0 z-20 bg-scrim md:hidden"
      />
      <div className="floats arrive fixed inset-x-2 bottom-[calc(var(--bottom-bar)+0.5rem+env(safe-area-inset-bottom))] z-30 max-h-[calc(100dvh-var(--bottom-bar)-1rem)] overflow-y-auto rounded-dialog border border-line bg-panel p-1.5 shadow-high md:hidden">
        <Link to="/deploy" onClick={onClose} className={`${moreClass} font-medium`}>
          <Plus size={18} strokeWidth={1.5} className="text-accent" />
          Deploy
        </Link>
        {places
          .filter((place) => !place.primary)
          .map(({ label, to, icon: Icon }) => (
            <Link key={to} to={to} onClick={onClose} className={moreClass}>
              <Icon size={18} strokeWidth={1.5} className="text-ink-3" />
              <span className="flex-1">{label}</span>
              <TroubleCount of={to} open />
            </Link>
          ))}
      </div>
    </>
  );
}
