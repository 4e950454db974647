import type { Conflict } from '@gantry/manifest';
import { ManifestText } from '@gantry/manifest';
import type { DeploymentRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf, useAct } from '../../live/changes.ts';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { useOffline } from '../../live/hooks.ts';
import { IssueList } from '../../shared/manifest/issue-list.tsx';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { FootBar } from '../../shared/ui/foot-bar.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { ConflictChoices, MovedNotice } from './conflicts.tsx';
import { DeployPlan } from './deploy-plan.tsx';
import { ManifestWorkbench } from './manifest-workbench.tsx';

/** The whole configuration of a deployment, to read and to change. `from`: the edit begins with that revision. */
export function ConfigScreen({
  deployment,
  from,
}: {
  deployment: DeploymentRecord;
  from: number | undefined;
}) {
  const { namespace, name, generation, revision: then } = deployment;
  const isPast = useClock((clock) => clock.atMs !== null);
  const { data, error, refetch } = useQuery({
    queryKey: ['manifest', namespace, name, generation, isPast],
    queryFn: () => api.deployments.manifest.query({ namespace, name, ...(isPast && { revision: then }) }),
    placeholderData: (last) => last,
  });
  const old = useQuery({
    queryKey: ['manifest', namespace, name, `r${from}`],
    queryFn: () => api.deployments.manifest.query({ namespace, name, revision: from ?? null }),
    enabled: from !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const written = useLast(data?.yaml);
  const refused = (error || old.error) && (
    <Notice
      tone="failed"
      title="The configuration could not be loaded"
      action={<Button onClick={() => void (error ? refetch() : old.refetch())}>Retry</Button>}
    >
      {refusalOf(error ?? old.error).message}
    </Notice>
  );
  if (refused && (written === undefined || old.error)) return refused;
  if (written === undefined || (from !== undefined && old.isPending))
    return (
      <Panel flush>
        <SkeletonRows rows={10} />
      </Panel>
    );
  return (
    <>
      {refused}
      <Editor deployment={deployment} written={written} begun={old.data?.yaml} />
    </>
  );
}

/** What there was last, while there is nothing newer: an edit must not go because an answer did not come. */
function useLast<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}

interface Edit {
  text: string;
  /** What it began from, and of which generation that was. */
  base: string;
  generation: number;
  /** What others changed otherwise meanwhile, and nobody has chosen yet. */
  conflicts: readonly Conflict[];
}

/** When the deployment moves while it is edited, the edit stays, and what others changed can be merged into it. */
function Editor({
  deployment,
  written,
  begun,
}: {
  deployment: DeploymentRecord;
  written: string;
  /** What the edit begins with, when that is not what runs. */
  begun: string | undefined;
}) {
  const [edit, setEdit] = useState<Edit | null>(() =>
    begun === undefined || begun === written
      ? null
      : { text: begun, base: written, generation: deployment.generation, conflicts: [] },
  );
  const text = edit?.text ?? written;
  const moved = edit !== null && edit.base !== written;
  const change = (next: string) =>
    setEdit(
      next === written
        ? null
        : {
            text: next,
            base: edit?.base ?? written,
            generation: edit?.generation ?? deployment.generation,
            conflicts: edit?.conflicts ?? [],
          },
    );
  return (
    <ManifestWorkbench
      text={text}
      onText={change}
      editing
      below={({ validation }) => (
        <>
          {edit !== null && <IssueList validation={validation} />}
          {moved && (
            <MovedNotice
              edit={edit}
              written={written}
              onMerged={({ text: merged, conflicts }) =>
                setEdit({ text: merged, base: written, generation: deployment.generation, conflicts })
              }
              onTheirs={() => setEdit(null)}
            />
          )}
          {edit !== null && edit.conflicts.length > 0 && (
            <ConflictChoices
              conflicts={edit.conflicts}
              onChoose={(conflict, takeTheirs) =>
                setEdit({
                  ...edit,
                  text: takeTheirs
                    ? new ManifestText(edit.text).with(conflict.path, conflict.theirs)
                    : edit.text,
                  conflicts: edit.conflicts.filter((one) => one !== conflict),
                })
              }
            />
          )}
          {edit !== null && (
            <SaveRow
              deployment={deployment}
              text={text}
              generation={edit.generation}
              valid={validation.valid && edit.conflicts.length === 0}
              onDone={() => setEdit(null)}
            />
          )}
        </>
      )}
      side={({ validation }) =>
        edit === null ? null : (
          <DeployPlan
            title="What this would do"
            text={text}
            valid={validation.valid}
            mode="update"
            replicas={deployment.spec.replicas}
          />
        )
      }
    />
  );
}

function SaveRow({
  deployment: { name },
  text,
  generation,
  valid,
  onDone,
}: {
  deployment: DeploymentRecord;
  text: string;
  generation: number;
  valid: boolean;
  onDone: () => void;
}) {
  const { submit, pending, refusal } = useAct(api.deployments.deploy.mutate, () => `${name} is changed`);
  const offline = useOffline();
  const save = async () => {
    if (await submit({ manifest: text, mode: 'update', ifGeneration: generation })) onDone();
  };
  return (
    <>
      <RefusalNotice refusal={refusal} />
      <FootBar>
        <Button variant="quiet" onClick={onDone}>
          Discard the edit
        </Button>
        <Button
          acts
          variant="primary"
          disabled={!valid || offline}
          pending={pending}
          onClick={() => void save()}
        >
          Save and roll out
        </Button>
      </FootBar>
    </>
  );
}
