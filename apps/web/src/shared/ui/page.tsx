import { type ReactNode, useEffect } from 'react';
import { classNames } from './class-names.ts';

/** The frame of every screen: a heading, its facts and its actions. Sets the document's title. */
export function Page({
  title,
  documentTitle,
  status,
  facts,
  actions,
  tabs,
  wide = false,
  children,
}: {
  title: ReactNode;
  documentTitle: string;
  status?: ReactNode;
  facts?: ReactNode;
  actions?: ReactNode;
  tabs?: ReactNode;
  /** As wide as the screen: a picture, where there is no line too long to be read. */
  wide?: boolean;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${documentTitle} · Gantry`;
  }, [documentTitle]);
  return (
    <div
      className={classNames('mx-auto flex w-full flex-col gap-3 px-4 pt-3 pb-6', !wide && 'max-w-[120rem]')}
    >
      <header
        className={classNames('flex flex-wrap items-center gap-x-3 gap-y-2', tabs === undefined && 'min-h-9')}
      >
        <h1
          className="line-clamp-2 min-w-0 text-section font-semibold"
          title={typeof title === 'string' ? title : undefined}
        >
          {title}
        </h1>
        {status}
        {facts !== undefined && <div className="text-dense text-ink-3">{facts}</div>}
        {actions !== undefined && (
          <div className="ml-auto flex flex-wrap items-center gap-2 max-[22rem]:gap-1">{actions}</div>
        )}
      </header>
      {tabs}
      {children}
    </div>
  );
}
