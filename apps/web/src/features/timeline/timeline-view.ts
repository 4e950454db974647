import type { DeploymentRecord } from '@gantry/model';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Burst, burstsOf } from './bursts.ts';
import type { RailEntry } from './rail.tsx';
import { useRevisionKeys } from './revision-keys.ts';
import { defaultWindow, including, type RevisionWindow, windowOf } from './window.ts';
import { withTarget } from './with-target.ts';
import { useWindowKeys } from './zoom-buttons.tsx';

const route = '/deployments/$namespace/$name/timeline';

/** What the address says of the view: what is chosen, how much is in sight, what is folded; and how to change it. */
export function useTimelineView(
  { namespace, name, revision }: DeploymentRecord,
  entries: readonly RailEntry[],
) {
  const search = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const change = (next: (old: typeof search) => typeof search) =>
    void navigate({ search: next, replace: true, resetScroll: false });
  const set = (view: Partial<typeof search>) => change((old) => ({ ...old, ...view }));
  const chosen = entries.find(({ entry }) => entry.number === search.rev && !entry.current);
  const target = chosen?.entry.number ?? null;
  const found = useMemo(() => burstsOf(entries), [entries]);
  const { fold = false, open = '' } = search;
  const bursts = useMemo(() => (fold ? foldedOf(found, open) : []), [found, fold, open]);
  // What is chosen is in sight, wherever it was chosen.
  const window = including(
    windowOf(entries, search),
    entries.length,
    chosen === undefined ? -1 : entries.indexOf(chosen),
  );
  const setWindow = (next: RevisionWindow) => set(numbersOf(entries, next));
  useWindowKeys(entries.length, setWindow);
  useRevisionKeys({ namespace, name }, target);
  const compareWith = (a: number) =>
    void navigate({
      to: '/deployments/$namespace/$name/compare',
      params: { namespace, name },
      search: { a, b: target ?? revision },
    });
  return {
    ...{ search, chosen, target, found, fold, bursts, window },
    ...{ set, setWindow, compareWith },
    setTarget: (rev: number | null) => change((old) => withTarget(old, rev)),
    openBurst: (first: number) => set({ open: [open, first].filter(Boolean).join(',') }),
  };
}

/** But for those that were opened, by their first revision's number. */
function foldedOf(found: readonly Burst[], open: string): readonly Burst[] {
  const opened = new Set(open.split(',').map(Number));
  return found.filter(([first]) => first !== undefined && !opened.has(first.entry.number));
}

/** As the address says it; the usual one is left out. */
function numbersOf(
  entries: readonly RailEntry[],
  window: RevisionWindow,
): { from?: number | undefined; to?: number | undefined } {
  const usual = defaultWindow(entries.length);
  if (window.from === usual.from && window.to === usual.to) return { from: undefined, to: undefined };
  return { from: entries[window.from]?.entry.number, to: entries[window.to]?.entry.number };
}
