import type { ReactNode } from 'react';

export function Gone({ what }: { what: string }) {
  return <p className="pr-10 text-ink-3">There is no {what} any more.</p>;
}

export function Head({
  title,
  status,
  children,
}: {
  title: string;
  status: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="flex flex-col gap-2 pr-8">
      <h2 className="text-section font-semibold wrap-anywhere">{title}</h2>
      <div>{status}</div>
      <div className="flex flex-wrap gap-2">{children}</div>
    </header>
  );
}

export function Box({ children, flush = false }: { children: ReactNode; flush?: boolean }) {
  return (
    <div
      className={
        flush ? 'rounded-panel border border-line bg-panel' : 'rounded-panel border border-line bg-panel p-3'
      }
    >
      {children}
    </div>
  );
}
