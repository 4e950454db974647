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
    queryFn: async () => {
      const { yaml } = await api.deployments.manifest.query({
        namespace,
        name,
        ...(isPast && { revision: then }),
      });
      return { yaml, generation };
    },
    placeholderData: (last) => last,
  });
  const old = useQuery({
    queryKey: ['manifest', namespace, name, `r${from}`],
    queryFn: () => api.deployments.manifest.query({ namespace, name, revision: from ?? null }),
    enabled: from !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const written = useLast(data);
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
  /** What it began from. */
  base: string;
  /** What others changed otherwise meanwhile, and nobody has chosen yet. */
  conflicts: readonly Conflict[];
}

/** The configuration as it is written, and a generation that it is not older than. */
interface Written {
  yaml: string;
  generation: number;
}

/** When the deployment moves while it is edited, the edit stays, and what others changed can be merged into it. */
function Editor({
  deployment,
  written,
  begun,
}: {
  deployment: DeploymentRecord;
  written: Written;
  /** What the edit begins with, when that is not what runs. */
  begun: string | undefined;
}) {
  const { yaml } = written;
  const [edit, setEdit] = useState<Edit | null>(() =>
    begun === undefined || begun === yaml ? null : { text: begun, base: yaml, conflicts: [] },
  );
  const text = edit?.text ?? yaml;
  const change = (next: string) =>
    setEdit(
      next === yaml ? null : { text: next, base: edit?.base ?? yaml, conflicts: edit?.conflicts ?? [] },
    );
  return (
    <ManifestWorkbench
      text={text}
      onText={change}
      editing
      below={({ validation }) =>
        edit !== null && (
          <>
            <IssueList validation={validation} />
            <SaveRow
              name={deployment.name}
              edit={edit}
              written={written}
              valid={validation.valid}
              onEdit={setEdit}
            />
          </>
        )
      }
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

/** What others changed stands right above the button, which is off until each of it is merged or chosen. */
function SaveRow({
  name,
  edit,
  written: { yaml, generation },
  valid,
  onEdit,
}: {
  name: string;
  edit: Edit;
  written: Written;
  valid: boolean;
  onEdit: (edit: Edit | null) => void;
}) {
  const { submit, pending, refusal } = useAct(api.deployments.deploy.mutate, () => `${name} is changed`);
  const offline = useOffline();
  const moved = edit.base !== yaml;
  const undecided = moved || edit.conflicts.length > 0;
  // What the edit began from is what is written, so whatever came in between says the same.
  const save = async () => {
    if (await submit({ manifest: edit.text, mode: 'update', ifGeneration: generation })) onEdit(null);
  };
  const notices = (
    <>
      {moved && (
        <MovedNotice
          edit={edit}
          written={yaml}
          onMerged={({ text, conflicts }) => onEdit({ text, base: yaml, conflicts })}
          onTheirs={() => onEdit(null)}
        />
      )}
      {edit.conflicts.length > 0 && (
        <ConflictChoices
          conflicts={edit.conflicts}
          onChoose={(conflict, takeTheirs) => onEdit(chosen(edit, { conflict, takeTheirs }))}
        />
      )}
      {!undecided && <RefusalNotice refusal={refusal} />}
    </>
  );
  return (
    <FootBar above={notices}>
      <Button variant="quiet" onClick={() => onEdit(null)}>
        Discard the edit
      </Button>
      <Button
        acts
        variant="primary"
        disabled={!valid || undecided || offline}
        title={undecided ? 'Somebody else changed it meanwhile: decide on that first' : undefined}
        pending={pending}
        onClick={() => void save()}
      >
        Save and roll out
      </Button>
    </FootBar>
  );
}

function chosen(edit: Edit, { conflict, takeTheirs }: { conflict: Conflict; takeTheirs: boolean }): Edit {
  return {
    ...edit,
    text: takeTheirs ? new ManifestText(edit.text).with(conflict.path, conflict.theirs) : edit.text,
    conflicts: edit.conflicts.filter((one) => one !== conflict),
  };
}
