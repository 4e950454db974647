import { Link, useLocation } from '@tanstack/react-router';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { classNames } from '../../shared/ui/class-names.ts';
import { useAppearance } from '../appearance.ts';
import { isInPlace, type Place, places } from '../places.ts';
import { Mark } from './mark.tsx';
import { TroubleCount } from './trouble-count.tsx';

/** The places, on the left: icons, or icons with words. */
export function Rail() {
  const open = useAppearance((state) => state.railOpen);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const Toggle = open ? PanelLeftClose : PanelLeftOpen;
  return (
    <nav
      aria-label="Places"
      className={classNames(
        // Over the dock, whose shadow would fall on it.
        'sticky top-0 z-26 hidden h-dvh shrink-0 flex-col gap-0.5 overflow-x-hidden overflow-y-auto border-r border-line bg-panel p-1.5 md:flex [scrollbar-width:none]',
        open ? 'w-52' : 'w-12',
      )}
    >
      <Link
        to="/"
        aria-label="Gantry"
        className="mb-1.5 flex h-8 shrink-0 items-center gap-2 rounded-button px-1.5"
      >
        <Mark />
        {open && <span className="text-emphasis font-semibold">Gantry</span>}
      </Link>
      {places.map((place) => (
        <PlaceLink key={place.to} place={place} here={isInPlace(place, path)} open={open} />
      ))}
      <button
        type="button"
        onClick={() => useAppearance.setState({ railOpen: !open })}
        aria-label={open ? 'Fold the places' : 'Unfold the places'}
        title={open ? undefined : 'Unfold ([)'}
        className="mt-auto flex h-9 shrink-0 items-center gap-2.5 rounded-button px-2.5 text-ink-3 hover:bg-raised hover:text-ink"
      >
        <Toggle size={16} strokeWidth={1.5} />
        {open && 'Fold'}
      </button>
    </nav>
  );
}

interface PlaceLinkProps {
  place: Place;
  here: boolean;
  open: boolean;
}

function PlaceLink({ place, here, open }: PlaceLinkProps) {
  const { label, to, icon: Icon, key } = place;
  return (
    <Link
      to={to}
      title={open ? undefined : `${label} (g ${key})`}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      aria-current={here ? 'page' : undefined}
      className={classNames(
        'relative flex h-9 shrink-0 items-center gap-2.5 rounded-button px-2.5',
        here ? 'bg-raised font-medium text-accent' : 'text-ink-2 hover:bg-raised hover:text-ink',
      )}
    >
      <Icon size={16} strokeWidth={1.5} className="shrink-0" />
      <span className={open ? 'flex-1' : 'sr-only'}>{label}</span>
      <TroubleCount of={to} open={open} />
    </Link>
  );
}
