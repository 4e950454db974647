import type { Conflict } from '@gantry/manifest';
import { ManifestText } from '@gantry/manifest';
import type { DeploymentRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { refusalOf, useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useDraftOwner } from '../../live/draft-owner.ts';
import { useOffline } from '../../live/hooks.ts';
import { dropEdit, keepEdit, readEdit } from '../../shared/draft.ts';
import { IssueList } from '../../shared/manifest/issue-list.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { FootBar } from '../../shared/ui/foot-bar.tsx';
import { useGuard } from '../../shared/ui/guard-field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { usePageConfirmKey } from '../../shared/use-keydown.ts';
import type { SentEdit } from './after-sent.ts';
import { ConflictChoices } from './conflict-choices.tsx';
import { DeployPlan, PlanLess } from './deploy-plan.tsx';
import { replicasOf } from './form-fields.ts';
import { ManifestWorkbench } from './manifest-workbench.tsx';
import { rollsOut } from './rolls-out.ts';
import { useSentEdit } from './sent-edit.ts';
import type { PlannedDeploy } from './use-deploy-plan.ts';

const MovedNotice = lazyPart(() => import('./moved-notice.tsx'));

/**
 * The whole configuration of a deployment, to read and to change. `from`: the edit begins with that revision. `isPast`:
 * it is shown as it was, for as long as the component is there.
 */
export function ConfigScreen({
  deployment,
  from,
  isPast,
}: {
  deployment: DeploymentRecord;
  from: number | undefined;
  isPast: boolean;
}) {
  const { namespace, name, generation, revision: then } = deployment;
  const owner = useDraftOwner();
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
  if (owner === null || written === undefined || (from !== undefined && old.isPending))
    return (
      <Panel flush>
        <SkeletonRows rows={10} />
      </Panel>
    );
  return (
    <>
      {refused}
      <Editor {...{ deployment, owner, written, from, isPast }} begun={old.data?.yaml} />
    </>
  );
}

/** What there was last, while there is nothing newer: an edit must not go because an answer did not come. */
function useLast<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}

interface Edit extends SentEdit {
  /** What others changed otherwise meanwhile, and nobody has chosen yet. */
  conflicts: readonly Conflict[];
}

/** The configuration as it is written, and a generation that it is not older than. */
interface Written {
  yaml: string;
  generation: number;
}

/**
 * When the deployment moves while it is edited, the edit stays, and what others changed can be merged into it. So it does
 * when another screen is looked at in between.
 */
function Editor({
  deployment,
  owner,
  written,
  from,
  isPast,
  begun,
}: {
  deployment: DeploymentRecord;
  /** Whose the edit is. */
  owner: string;
  written: Written;
  from: number | undefined;
  /** What is kept is an edit of what there is now. */
  isPast: boolean;
  /** What the edit begins with, when that is not what runs. */
  begun: string | undefined;
}) {
  const { id, spec } = deployment;
  const { yaml, generation } = written;
  const place = { owner, deploymentId: id, from };
  // What is written as it is there is no edit.
  const editOf = (next: string, old: Edit | null): Edit | null =>
    next === yaml ? null : { ...(old ?? { base: yaml, conflicts: [] }), text: next };
  const [kept] = useState(() => (isPast ? null : readEdit<Edit>(place, yaml)));
  const [edit, setEdit] = useState(kept ?? editOf(begun ?? yaml, null));
  const [isKept, setKept] = useState(kept !== null);
  const text = edit?.text ?? yaml;
  const write = (next: Edit | null) => {
    setEdit(next);
    if (isPast) return;
    if (next === null) dropEdit(place);
    else setKept(keepEdit(place, next));
  };
  const isWaiting = useSentEdit({ edit, kept, onEnd: write });
  return (
    <ManifestWorkbench
      text={text}
      onText={(next) => write(editOf(next, edit))}
      editing
      deploying={edit === null ? null : { mode: 'update', ifGeneration: generation }}
      below={({ manifest, validation, planned }) =>
        edit !== null && (
          <>
            <IssueList validation={validation} />
            <SaveRow
              deployment={deployment}
              edit={edit}
              isKept={isKept}
              isWaiting={isWaiting}
              written={written}
              replicas={replicasOf(manifest)}
              valid={validation.valid}
              planned={planned}
              onEdit={write}
            />
          </>
        )
      }
      side={({ validation, planned }) =>
        edit === null ? null : (
          <DeployPlan
            title="What this would do"
            planned={planned}
            valid={validation.valid}
            replicas={spec.replicas}
          />
        )
      }
    />
  );
}

/** What others changed stands right above the button, which is off until each of it is merged or chosen. */
function SaveRow({
  deployment,
  edit,
  isKept,
  isWaiting,
  written: { yaml, generation },
  replicas,
  valid,
  planned,
  onEdit,
}: {
  deployment: DeploymentRecord;
  edit: Edit;
  /** It lies in this browser, and so is here again after another screen was looked at. */
  isKept: boolean;
  /** It was saved, and can still be taken back. */
  isWaiting: boolean;
  written: Written;
  /** How many it would have. */
  replicas: number;
  valid: boolean;
  planned: PlannedDeploy;
  onEdit: (edit: Edit | null) => void;
}) {
  const { submit, pending, refusal } = useAct(
    api.deployments.deploy.mutate,
    () => `${deployment.name} is changed`,
  );
  const guard = useGuard(replicas < deployment.spec.replicas ? [deployment] : []);
  const offline = useOffline();
  const moved = edit.base !== yaml;
  const undecided = moved || edit.conflicts.length > 0;
  // What the edit began from is what is written, so whatever came in between says the same.
  const save = async () => {
    const input = { manifest: edit.text, mode: 'update' as const, ifGeneration: generation };
    const reply = await submit({ ...input, planHash: planned.hash, typed: guard.typed });
    if (reply === null) await planned.refetch();
    // What can still be taken back is not given up before it is done.
    else onEdit(reply.intent && { ...edit, sent: { intent: reply.intent, text: edit.text } });
  };
  const blocked = !valid || !planned.isAnswered || undecided || isWaiting || offline || !guard.isPassed;
  usePageConfirmKey(!blocked && !pending, () => void save());
  const notices = (
    <>
      <Suspense fallback={null}>
        {moved && (
          <MovedNotice
            edit={edit}
            written={yaml}
            onMerged={({ text, conflicts }) => onEdit({ ...edit, text, base: yaml, conflicts })}
            onTheirs={() => onEdit(null)}
          />
        )}
      </Suspense>
      {edit.conflicts.length > 0 && (
        <ConflictChoices
          conflicts={edit.conflicts}
          onChoose={(conflict, takeTheirs) => onEdit(chosen(edit, { conflict, takeTheirs }))}
        />
      )}
      {!undecided && guard.field}
      {!undecided && <RefusalNotice refusal={refusal} />}
    </>
  );
  return (
    <FootBar above={notices}>
      {isKept && (
        <span className="mr-auto text-dense text-ink-3">
          Kept in this browser until it is saved or discarded.
        </span>
      )}
      <PlanLess planned={planned} />
      <Button variant="quiet" onClick={() => onEdit(null)}>
        Discard the edit
      </Button>
      <Button
        acts
        variant="primary"
        hint="Ctrl ⏎"
        disabled={blocked}
        title={whyOff({ isWaiting, undecided })}
        pending={pending}
        onClick={() => void save()}
      >
        {planned.plan === undefined || rollsOut(planned.plan.diff) ? 'Save and roll out' : 'Save'}
      </Button>
    </FootBar>
  );
}

function whyOff(of: { isWaiting: boolean; undecided: boolean }): string | undefined {
  if (of.isWaiting) return 'It is saved already, and waits for the end of its undo window';
  return of.undecided ? 'Somebody else changed it meanwhile: decide on that first' : undefined;
}

function chosen(edit: Edit, { conflict, takeTheirs }: { conflict: Conflict; takeTheirs: boolean }): Edit {
  return {
    ...edit,
    text: takeTheirs ? new ManifestText(edit.text).with(conflict.path, conflict.theirs) : edit.text,
    conflicts: edit.conflicts.filter((one) => one !== conflict),
  };
}
