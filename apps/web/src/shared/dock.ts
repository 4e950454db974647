import { create } from 'zustand';

/** What a tab of the dock shows. It goes on while screens change. */
export type DockContent =
  | { kind: 'logs'; task: string; name: string }
  | { kind: 'logs'; namespace: string; deployment: string }
  | { kind: 'terminal'; task: string; name: string; container: string; session: string | null }
  | { kind: 'events' };

export interface DockTab {
  id: string;
  content: DockContent;
}

interface Dock {
  tabs: readonly DockTab[];
  active: string | null;
  open: boolean;
  heightPixels: number;
}

/** Per browser tab: a reload finds its logs and terminals again, another tab starts with none. */
const storageKey = 'gantry.dock';
const closed: Dock = { tabs: [], active: null, open: false, heightPixels: 320 };

function load(): Dock {
  try {
    return { ...closed, ...JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') };
  } catch {
    return closed;
  }
}

export const useDock = create<Dock>(load);

useDock.subscribe((dock) => {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(dock));
  } catch {
    // A browser without storage forgets the dock with the page.
  }
});

/** Shows it, in the tab that has it already or in a new one. Each terminal is one of its own. */
export function openInDock(content: DockContent): void {
  const { tabs } = useDock.getState();
  const same = content.kind === 'terminal' ? undefined : tabs.find((tab) => isSame(tab.content, content));
  const tab = same ?? { id: `${Date.now().toString(36)}${tabs.length}`, content };
  useDock.setState({ tabs: same ? tabs : [...tabs, tab], active: tab.id, open: true });
}

const isSame = (a: DockContent, b: DockContent): boolean => JSON.stringify(a) === JSON.stringify(b);

export function closeDockTab(id: string): void {
  const { tabs, active } = useDock.getState();
  const at = tabs.findIndex((tab) => tab.id === id);
  const left = tabs.filter((tab) => tab.id !== id);
  const next = active === id ? (left[Math.min(at, left.length - 1)]?.id ?? null) : active;
  useDock.setState({ tabs: left, active: next, open: left.length > 0 && useDock.getState().open });
}

/** Keeps what a terminal needs to be found again after a reload. */
export function keepSession(id: string, session: string | null): void {
  useDock.setState(({ tabs }) => ({
    tabs: tabs.map((tab) =>
      tab.id === id && tab.content.kind === 'terminal'
        ? { ...tab, content: { ...tab.content, session } }
        : tab,
    ),
  }));
}

export const resizeDock = (heightPixels: number): void =>
  useDock.setState({ heightPixels: Math.round(Math.max(140, Math.min(heightPixels, innerHeight - 160))) });

export const toggleDock = (): void =>
  useDock.getState().tabs.length === 0
    ? openInDock({ kind: 'events' })
    : useDock.setState(({ open }) => ({ open: !open }));
