import type { ManifestText } from '@gantry/manifest';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useOffline } from '../../live/hooks.ts';
import { ExampleChooser } from '../../shared/manifest/example-chooser.tsx';
import { IssueList } from '../../shared/manifest/issue-list.tsx';
import { useManifest } from '../../shared/manifest/use-manifest.ts';
import { useValidation } from '../../shared/manifest/use-validation.ts';
import { lazyPart } from '../../shared/missing-part.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { FootBar } from '../../shared/ui/foot-bar.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { usePageConfirmKey } from '../../shared/use-keydown.ts';
import { SubmitPlan } from './submit-plan.tsx';

const YamlEditor = lazyPart(() => import('../../shared/manifest/yaml-editor.tsx'));

const blank = `name: ""
runtime: process
batch:
  completions: 1
  template:
    containers:
      - name: main
        command: [sleep, "10"]
        resources:
          requests:
            cpu: 100m
            memory: 64Mi
`;

/** A job as YAML or JSON, from an example or from nothing, looked at by the server as it is written. */
export function SubmitScreen({
  example,
  onExample,
}: {
  example: string | undefined;
  onExample: (id: string | undefined) => void;
}) {
  const examples = useQuery({
    queryKey: ['job-examples'],
    queryFn: () => api.examples.jobs.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const items = examples.data?.items ?? [];
  const [edited, setEdited] = useState<string | null>(null);
  const text = edited ?? items.find(({ id }) => id === example)?.yaml ?? blank;
  const { manifest, isBehind } = useManifest(text);
  const found = useValidation(manifest, 'job');
  const validation = isBehind ? { ...found, valid: false } : found;
  return (
    <Page title="Submit a job" documentTitle="Submit a job">
      <ExampleChooser
        examples={items}
        blank="One task, as a batch."
        chosen={example}
        onChoose={(id) => {
          onExample(id);
          setEdited(null);
        }}
      />
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3">
          <section
            aria-label="YAML"
            className="h-[max(20rem,calc(100dvh-16rem))] overflow-hidden rounded-panel border border-line bg-panel"
          >
            <Suspense fallback={<div className="p-4 text-ink-3">Loading the editor</div>}>
              <YamlEditor label="Manifest" value={text} onChange={setEdited} faults={validation.faults} />
            </Suspense>
          </section>
          <SubmitRow manifest={manifest} valid={validation.valid} missing={validation.missing} />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <IssueList validation={validation} />
          <SubmitPlan text={text} valid={validation.valid} />
          <Kinds />
        </div>
      </div>
    </Page>
  );
}

function SubmitRow({
  manifest,
  valid,
  missing,
}: {
  manifest: ManifestText;
  valid: boolean;
  missing: readonly string[];
}) {
  const navigate = useNavigate();
  const offline = useOffline();
  const name = manifest.readText(['name']);
  const { submit, pending, refusal } = useChange(api.jobs.submit.mutate, (reply) => reply.message);
  const send = async () => {
    if ((await submit({ manifest: manifest.text, mode: 'create' })) === null) return;
    const namespace = manifest.readText(['namespace']) || 'default';
    void navigate({ to: '/jobs/$namespace/$name', params: { namespace, name } });
  };
  usePageConfirmKey(valid && !pending, () => void send());
  return (
    <FootBar above={<RefusalNotice refusal={refusal} />}>
      {missing.length > 0 && (
        <span className="mr-auto text-dense text-ink-3">Still missing: {missing.join(', ')}</span>
      )}
      <Button
        acts
        variant="primary"
        hint="Ctrl ⏎"
        disabled={!valid || offline}
        pending={pending}
        onClick={() => void send()}
      >
        Submit {valid ? name : ''}
      </Button>
    </FootBar>
  );
}

const kinds = [
  ['batch', 'Tasks that each succeed once, some at a time; in stages if you like, as map and reduce.'],
  ['gang', 'Ranks that start together or not at all; one that fails stops all.'],
  ['build', 'Executors that appear when builds are queued, and leave with them.'],
  ['cron', 'A run of one of these at each moment of a schedule, in a time zone.'],
] as const;

/** What can stand in a manifest, for somebody who writes the first one. */
function Kinds() {
  return (
    <Panel title="Four kinds">
      <dl className="flex flex-col gap-2">
        {kinds.map(([kind, meaning]) => (
          <div key={kind}>
            <dt className="font-mono text-dense">{kind}:</dt>
            <dd className="text-ink-2">{meaning}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
