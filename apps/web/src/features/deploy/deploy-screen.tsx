import type { ManifestText } from '@gantry/manifest';
import { pathsOf } from '@gantry/manifest';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useDraftOwner } from '../../live/draft-owner.ts';
import { useOffline, useRows } from '../../live/hooks.ts';
import { dropDraft, keepDraft, readDraft } from '../../shared/draft.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { ExampleChooser } from '../../shared/manifest/example-chooser.tsx';
import { IssueList } from '../../shared/manifest/issue-list.tsx';
import type { Validation } from '../../shared/manifest/use-validation.ts';
import { lazyPart } from '../../shared/missing-part.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { Button, buttonClass } from '../../shared/ui/button.tsx';
import { FootBar } from '../../shared/ui/foot-bar.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { usePageConfirmKey } from '../../shared/use-keydown.ts';
import { blankManifest } from './blank.ts';
import { DeployPlan, PlanLess } from './deploy-plan.tsx';
import { replicasOf } from './form-fields.ts';
import { ManifestWorkbench } from './manifest-workbench.tsx';
import type { Deploying, PlannedDeploy } from './use-deploy-plan.ts';

const PasteDialog = lazyPart(() => import('./paste-dialog.tsx'));

interface DeployScreenProps {
  example: string | undefined;
  onExample: (id: string | undefined) => void;
}

/** One page: what, how many, how it is reached and replaced; the YAML beside it; and what deploying it would do. */
export function DeployScreen(props: DeployScreenProps) {
  const owner = useDraftOwner();
  if (owner !== null) return <OwnDeployScreen {...props} owner={owner} />;
  return (
    <Page title="Deploy" documentTitle="Deploy">
      <Panel flush>
        <SkeletonRows rows={10} />
      </Panel>
    </Page>
  );
}

/** `owner`: whose the draft is that it begins with. */
function OwnDeployScreen({ example, onExample, owner }: DeployScreenProps & { owner: string }) {
  const examples = useQuery({
    queryKey: ['examples'],
    queryFn: () => api.examples.list.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const items = examples.data?.items ?? [];
  const chosen = items.find((one) => one.id === example);
  const nodes = useRows('nodes');
  const [edited, setEdited] = useState(() => (example === undefined ? readDraft(owner) : null));
  const text = edited ?? chosen?.yaml ?? blankManifest(nodes);
  const [pasting, setPasting] = useState(false);
  const edit = (next: string) => {
    setEdited(next);
    keepDraft(owner, next);
  };
  return (
    <Page
      title="Deploy"
      documentTitle="Deploy"
      actions={
        <>
          <Link to="/examples" className={buttonClass()}>
            Examples
          </Link>
          <Button onClick={() => setPasting(true)}>Paste from elsewhere</Button>
        </>
      }
    >
      <Suspense fallback={null}>
        {pasting && (
          <PasteDialog
            onClose={() => setPasting(false)}
            onUse={(yaml) => {
              onExample(undefined);
              edit(yaml);
              setPasting(false);
            }}
          />
        )}
      </Suspense>
      <ExampleChooser
        examples={items}
        chosen={example}
        onChoose={(id) => {
          onExample(id);
          dropDraft(owner);
          setEdited(null);
        }}
      />
      <ManifestWorkbench
        text={text}
        onText={edit}
        editing={false}
        deploying={creating}
        below={({ manifest, validation, planned }) => (
          <>
            <IssueList validation={validation} />
            <DeployRow owner={owner} manifest={manifest} validation={validation} planned={planned} />
          </>
        )}
        side={({ validation, planned }) => (
          <DeployPlan title="Where it would go" planned={planned} valid={validation.valid} replicas={0} />
        )}
      />
    </Page>
  );
}

const creating: Deploying = { mode: 'create', ifGeneration: null };

function DeployRow({
  owner,
  manifest,
  validation: { valid, missing },
  planned,
}: {
  owner: string;
  manifest: ManifestText;
  validation: Validation;
  planned: PlannedDeploy;
}) {
  const navigate = useNavigate();
  const offline = useOffline();
  const paths = pathsOf(manifest);
  const name = manifest.readText(paths.name);
  const { submit, pending, refusal } = useChange(
    api.deployments.deploy.mutate,
    () => `${name} is being deployed`,
  );
  const deploy = async () => {
    const input = { manifest: manifest.text, ...creating, planHash: planned.hash };
    // Where the plan has moved the new one is looked at before the next press.
    if ((await submit(input)) === null) return void planned.refetch();
    dropDraft(owner);
    const namespace = manifest.readText(paths.namespace) || 'default';
    void navigate({ to: '/deployments/$namespace/$name', params: { namespace, name } });
  };
  const blocked = !valid || !planned.isAnswered || offline;
  usePageConfirmKey(!blocked && !pending, () => void deploy());
  return (
    <FootBar above={<RefusalNotice refusal={refusal} />}>
      {missing.length > 0 && (
        <span className="mr-auto text-dense text-ink-3">
          Still missing: {missing.map((field) => field.slice(field.lastIndexOf('.') + 1)).join(', ')}
        </span>
      )}
      <PlanLess planned={planned} />
      <Button
        acts
        variant="primary"
        hint="Ctrl ⏎"
        disabled={blocked}
        pending={pending}
        onClick={() => void deploy()}
      >
        Deploy {name !== '' && valid ? formatPlural(replicasOf(manifest), 'container') : ''}
      </Button>
    </FootBar>
  );
}
