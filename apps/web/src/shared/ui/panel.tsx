import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A bordered surface with an optional heading row. */
export function Panel({
  title,
  aside,
  actions,
  children,
  className,
  flush = false,
  level = 2,
}: {
  title?: ReactNode;
  /** Quiet facts beside the title. */
  aside?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** No padding round the content: tables and maps touch the border. */
  flush?: boolean;
  level?: 2 | 3;
}) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section className={classNames('min-w-0 rounded-panel border border-line bg-panel', className)}>
      {title !== undefined && (
        <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
          <Heading className="text-emphasis font-semibold">{title}</Heading>
          {aside !== undefined && <div className="text-dense text-ink-3">{aside}</div>}
          {actions !== undefined && (
            <div className="ml-auto flex min-w-0 flex-wrap items-center justify-end gap-2">{actions}</div>
          )}
        </header>
      )}
      <div className={classNames(!flush && 'px-3 pb-3', !flush && title === undefined && 'pt-3')}>
        {children}
      </div>
    </section>
  );
}
