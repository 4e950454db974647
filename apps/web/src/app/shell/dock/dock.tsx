import { ChevronDown, Plus, X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, Suspense, useEffect, useRef } from 'react';
import { closeDockTab, type DockTab, openInDock, resizeDock, useDock } from '../../../shared/dock.ts';
import { lazyPart } from '../../../shared/missing-part.ts';
import { classNames } from '../../../shared/ui/class-names.ts';

const DockPane = lazyPart(() => import('./dock-pane.tsx'));

/** Logs, terminals and events under the screen: they go on while screens change. */
export default function Dock() {
  const { tabs, active, open, heightPixels } = useDock();
  const frame = useRef<HTMLElement>(null);
  // Between the bars at most, also where the window was made lower or what is in it larger.
  const height = `min(${heightPixels}px, 100dvh - 2.75rem - var(--bottom-bar))`;
  // What the dock hides of the screen can be scrolled to.
  useEffect(() => {
    const { style } = document.documentElement;
    style.setProperty('--dock', open ? height : '0px');
    return () => void style.removeProperty('--dock');
  }, [open, height]);
  if (tabs.length === 0) return null;
  return (
    <section
      ref={frame}
      aria-label="Dock"
      hidden={!open}
      className="fixed right-0 bottom-0 left-0 z-25 flex flex-col border-t border-line bg-panel shadow-high [clip-path:inset(-2rem_0_0_0)] md:left-(--rail-now) max-md:bottom-(--bottom-bar)"
      style={{ height }}
    >
      <Handle heightPixels={heightPixels} />
      <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line pr-2 pl-1">
        <div
          role="tablist"
          aria-label="Dock"
          className="flex min-w-0 flex-1 gap-0.5 overflow-x-auto"
          onKeyDown={moveBetweenTabs}
        >
          {tabs.map((tab) => (
            <TabButton key={tab.id} tab={tab} active={tab.id === active} />
          ))}
        </div>
        <IconButton label="Events of the cluster" onClick={() => openInDock({ kind: 'events' })}>
          <Plus size={15} />
        </IconButton>
        <IconButton label="Hide the dock" onClick={() => useDock.setState({ open: false })}>
          <ChevronDown size={15} />
        </IconButton>
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.id}
          id={`dock-${tab.id}`}
          role="tabpanel"
          aria-labelledby={`dock-tab-${tab.id}`}
          hidden={tab.id !== active}
          className="min-h-0 flex-1"
        >
          <Suspense fallback={<p className="p-3 text-ink-3">Opening</p>}>
            <DockPane tab={tab} />
          </Suspense>
        </div>
      ))}
    </section>
  );
}

export function titleOf({ content }: DockTab): string {
  switch (content.kind) {
    case 'logs':
      return `Logs of ${'task' in content ? content.name : content.deployment}`;
    case 'terminal':
      return `Terminal in ${content.name}`;
    case 'events':
      return 'Events';
  }
}

function TabButton({ tab, active }: { tab: DockTab; active: boolean }) {
  const title = titleOf(tab);
  return (
    <span
      className={classNames(
        'flex h-7 min-w-0 max-w-64 shrink-0 items-center rounded-button',
        active ? 'bg-pressed' : 'text-ink-2 hover:bg-raised',
      )}
    >
      <button
        type="button"
        role="tab"
        id={`dock-tab-${tab.id}`}
        aria-selected={active}
        aria-controls={`dock-${tab.id}`}
        tabIndex={active ? 0 : -1}
        title={title}
        onClick={() => useDock.setState({ active: tab.id })}
        className="h-7 min-w-0 truncate rounded-button pl-2.5"
      >
        {title}
      </button>
      <button
        type="button"
        aria-label={`Close ${title}`}
        onClick={() => closeDockTab(tab.id)}
        className="inline-flex size-7 shrink-0 items-center justify-center rounded-button text-ink-3 hover:text-ink"
      >
        <X size={13} />
      </button>
    </span>
  );
}

function moveBetweenTabs(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const { tabs, active } = useDock.getState();
  if (step === undefined || !(event.target as HTMLElement).matches('[role="tab"]')) return;
  const at = tabs.findIndex(({ id }) => id === active);
  const next = tabs[(at + step + tabs.length) % tabs.length];
  if (next === undefined) return;
  useDock.setState({ active: next.id });
  document.getElementById(`dock-tab-${next.id}`)?.focus();
}

function IconButton({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-button text-ink-3 hover:bg-raised hover:text-ink"
    >
      {children}
    </button>
  );
}

const keyStepPixels = 32;

/** Drags the dock's height; arrow keys do the same. */
function Handle({ heightPixels }: { heightPixels: number }) {
  const drag = ({ clientY, buttons, currentTarget, pointerId }: PointerEvent<HTMLElement>) => {
    if (buttons !== 1) return;
    currentTarget.setPointerCapture(pointerId);
    const dock = currentTarget.parentElement?.getBoundingClientRect();
    if (dock) resizeDock(dock.bottom - clientY);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowUp: keyStepPixels, ArrowDown: -keyStepPixels }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    resizeDock(heightPixels + step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no rule
    <div
      role="separator"
      aria-label="Height of the dock"
      aria-orientation="horizontal"
      aria-valuenow={heightPixels}
      aria-valuemin={140}
      aria-valuemax={1200}
      tabIndex={0}
      onPointerDown={drag}
      onPointerMove={drag}
      onKeyDown={press}
      className="absolute inset-x-0 -top-1 h-2 cursor-row-resize touch-none"
    />
  );
}
