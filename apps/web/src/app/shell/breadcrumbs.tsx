import { Link, useMatches } from '@tanstack/react-router';
import { useRow } from '../../live/hooks.ts';
import { classNames } from '../../shared/ui/class-names.ts';

export interface Crumb {
  label: string;
  /** Absent for the place itself. */
  to?: string;
  /** What the label is the id of: its name is shown once it is known. */
  of?: 'tasks' | 'frameworks';
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    crumbs?: (params: Record<string, string>) => Crumb[];
  }
}

/** Where this screen is. The last part is the screen itself. */
export function Breadcrumbs() {
  const matches = useMatches();
  const crumbs = matches.flatMap((match) => match.staticData.crumbs?.(match.params) ?? []);
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 text-ink-2">
        {crumbs.map((crumb, index) => {
          const last = index === crumbs.length - 1;
          return (
            <li key={crumb.label} className="flex min-w-0 items-center gap-1.5 not-last:max-md:hidden">
              {index > 0 && (
                <span aria-hidden="true" className="text-ink-3 max-md:hidden">
                  /
                </span>
              )}
              {crumb.to === undefined || last ? (
                <span
                  aria-current={last ? 'page' : undefined}
                  className={classNames('truncate', last && 'font-medium text-ink')}
                >
                  {crumb.of === undefined ? crumb.label : <NameOf of={crumb.of} id={crumb.label} />}
                </span>
              ) : (
                <Link to={crumb.to} className="truncate rounded-control hover:text-ink">
                  {crumb.label}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

const NameOf = ({ of, id }: { of: NonNullable<Crumb['of']>; id: string }) => useRow(of, id)?.name ?? id;
