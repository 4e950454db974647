import type { ManifestText } from '@gantry/manifest';
import { type ReactNode, Suspense, useState } from 'react';
import { useManifest } from '../../shared/manifest/use-manifest.ts';
import { useValidation, type Validation } from '../../shared/manifest/use-validation.ts';
import { lazyPart } from '../../shared/missing-part.ts';
import { ManifestForm } from './manifest-form.tsx';
import { type Deploying, type PlannedDeploy, useDeployPlan } from './use-deploy-plan.ts';

interface WorkbenchState {
  manifest: ManifestText;
  validation: Validation;
  planned: PlannedDeploy;
}

const YamlEditor = lazyPart(() => import('../../shared/manifest/yaml-editor.tsx'));

/** Form and YAML of one manifest beside each other; whichever is edited, the other follows. */
export function ManifestWorkbench({
  text,
  onText,
  editing,
  deploying,
  below,
  side,
}: {
  text: string;
  onText: (text: string) => void;
  editing: boolean;
  /** What the plan is of; null: nothing is to be deployed yet. */
  deploying: Deploying | null;
  /** Under the form: what is wrong elsewhere, and the act. */
  below: (state: WorkbenchState) => ReactNode;
  /** Under the YAML. */
  side: (state: WorkbenchState) => ReactNode;
}) {
  // What the form writes, the next key in the form goes by.
  const [byForm, setByForm] = useState<string>();
  const { manifest, isBehind } = useManifest(text, byForm);
  const found = useValidation(manifest);
  const validation = isBehind ? { ...found, valid: false } : found;
  const planned = useDeployPlan({ text, valid: validation.valid, deploying });
  const write = (next: string) => {
    setByForm(next);
    onText(next);
  };
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-3">
        <div inert={isBehind} aria-busy={isBehind}>
          <ManifestForm manifest={manifest} validation={validation} onText={write} editing={editing} />
        </div>
        {below({ manifest, validation, planned })}
      </div>
      <div className="flex min-w-0 flex-col gap-3 lg:sticky lg:top-14 lg:self-start">
        <section
          aria-label="YAML"
          className="h-[max(20rem,calc(100dvh-24rem))] overflow-hidden rounded-panel border border-line bg-panel"
        >
          <Suspense fallback={<div className="p-4 text-ink-3">Loading the editor</div>}>
            <YamlEditor label="Manifest" value={text} onChange={onText} faults={validation.faults} />
          </Suspense>
        </section>
        {side({ manifest, validation, planned })}
      </div>
    </div>
  );
}
