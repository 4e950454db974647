import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { formatCount } from '../format/quantity.ts';
import { classNames } from './class-names.ts';

export interface Tab {
  label: string;
  count?: number;
  to: string;
  params: Record<string, string>;
}

/** Tabs are places: each has its own address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const bar = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const counted = tabs.filter(({ count }) => count !== undefined).length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address, another tab; a count that came moves those after it
  useEffect(() => showOpenTab(bar.current), [path, counted]);
  return (
    <nav ref={bar} aria-label={label} className="-mx-4 overflow-x-auto border-b border-line px-4">
      <ul className="flex w-max gap-5">
        {tabs.map((tab) => (
          <li key={tab.label}>
            <Link
              to={tab.to}
              params={tab.params}
              activeOptions={{ exact: true, includeSearch: false }}
              className="-mx-1.5 inline-flex h-9 items-center gap-1.5 border-b-2 px-1.5 whitespace-nowrap focus-visible:-outline-offset-2 pointer-coarse:h-11"
              activeProps={{ className: classNames('border-accent font-semibold text-ink') }}
              inactiveProps={{
                className: 'border-transparent text-ink-2 hover:text-ink forced-colors:border-[Canvas]',
              }}
            >
              {tab.label}
              {tab.count !== undefined && <span className="text-ink-3">{formatCount(tab.count)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** On a narrow screen the open one may be outside; only the bar scrolls, not the page. */
function showOpenTab(bar: HTMLElement | null): void {
  const open = bar?.querySelector<HTMLElement>('[aria-current="page"]');
  if (bar && open) bar.scrollLeft = open.offsetLeft - (bar.clientWidth - open.offsetWidth) / 2;
}
