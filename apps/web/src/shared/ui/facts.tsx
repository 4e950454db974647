import type { ReactNode } from 'react';

/** Name and value pairs, names aligned. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[minmax(6.5rem,auto)_1fr] gap-x-4 gap-y-1.5">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

/** More of the fact before it, as wide as the list: what would be torn to pieces beside the names. */
export function WideFact({ children }: { children: ReactNode }) {
  return <dd className="col-span-2 min-w-0">{children}</dd>;
}
