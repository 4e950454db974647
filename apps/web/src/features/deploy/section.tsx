import type { ManifestText, Path } from '@gantry/manifest';
import type { ReactNode } from 'react';
import type { Validation } from '../../shared/manifest/use-validation.ts';
import type { FieldPaths } from './form-fields.ts';

/** What every section of the form gets: the text, where things are in it, and how to change it. */
export interface SectionProps {
  manifest: ManifestText;
  paths: FieldPaths;
  validation: Validation;
  set: (path: Path, value: unknown) => void;
  /** For what changes several fields at once. */
  onText: (text: string) => void;
  /** The name cannot change once it is deployed. */
  editing: boolean;
}

export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="rounded-panel border border-line bg-panel p-4">
      <h2 className="mb-3 flex items-baseline gap-3 text-emphasis font-semibold">
        {title}
        {aside !== undefined && <span className="text-dense font-normal text-ink-3">{aside}</span>}
      </h2>
      <div className="flex flex-col gap-3">{children}</div>
    </section>
  );
}
