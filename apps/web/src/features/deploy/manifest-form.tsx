import type { ManifestText, Path } from '@gantry/manifest';
import { pathsOf } from '@gantry/manifest';
import { useMemo } from 'react';
import type { Validation } from '../../shared/manifest/use-validation.ts';
import { containerCount, fieldPaths } from './form-fields.ts';
import { NetworkSection } from './network-section.tsx';
import { RolloutSection } from './rollout-section.tsx';
import { SizeSection } from './size-section.tsx';
import { WhatSection } from './what-section.tsx';

/** The manifest as a form. It holds no values of its own: all of them are read from the text and written into it. */
export function ManifestForm({
  manifest,
  validation,
  onText,
  editing,
}: {
  manifest: ManifestText;
  validation: Validation;
  onText: (text: string) => void;
  editing: boolean;
}) {
  const paths = useMemo(() => fieldPaths(pathsOf(manifest)), [manifest]);
  const set = (path: Path, value: unknown) => onText(manifest.with(path, value));
  const section = { manifest, paths, validation, set, onText, editing };
  const containers = containerCount(manifest, paths.containers);
  if (manifest.faults.length > 0)
    return (
      <p className="rounded-panel border border-line bg-panel p-4 text-ink-2">
        The form follows as soon as the text beside it is YAML again.
      </p>
    );
  return (
    <div className="flex flex-col gap-3">
      <WhatSection {...section} />
      <SizeSection {...section} />
      <NetworkSection {...section} />
      <RolloutSection {...section} />
      {containers > 1 && (
        <p className="text-dense text-ink-3">
          The form shows the first of {containers} containers; the others are in the YAML.
        </p>
      )}
    </div>
  );
}
