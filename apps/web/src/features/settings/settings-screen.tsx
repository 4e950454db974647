import { type ReactNode, useState } from 'react';
import { newCommandId, refusalOf } from '../../live/changes.ts';
import { api, stopReplica } from '../../live/cluster.ts';
import { useOffline } from '../../live/hooks.ts';
import { useMe } from '../../live/rights.ts';
import { undoChoices, useUndoWindow } from '../../live/undo-window.ts';
import { forgetDrafts } from '../../shared/draft.ts';
import { tellFailed } from '../../shared/toast.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Copyable } from '../../shared/ui/copyable.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { KeysPanel } from './keys-panel.tsx';
import { NamespacesPanel } from './namespaces-panel.tsx';

/** `appearance`: the controls of what the shell paints; `people`: for administrators. Composed in by the page. */
export function SettingsScreen({ appearance, people }: { appearance: ReactNode; people: ReactNode }) {
  const isAdmin = useMe(({ me }) => me?.rights.level === 'admin');
  return (
    <Page title="Settings" documentTitle="Settings">
      <div className="grid max-w-3xl items-start gap-3 xl:max-w-none xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-3">
          {appearance}
          <KeysPanel />
          <UndoPanel />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          {isAdmin && people}
          <NamespacesPanel />
          <AccessPanel isAdmin={isAdmin} />
          <SessionPanel />
        </div>
      </div>
    </Page>
  );
}

/** One setting: what it is, what it does, and its control. */
export function Setting({ name, about, children }: { name: string; about: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2 border-t border-line py-3 first:border-t-0 first:pt-0 last:pb-0">
      <div className="min-w-48 flex-1">
        <h3 className="font-medium">{name}</h3>
        <p className="text-dense text-ink-3">{about}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

function UndoPanel() {
  const seconds = useUndoWindow((state) => state.seconds);
  return (
    <Panel title="Undo">
      <Setting
        name="Undo window"
        about="So long an act waits on the server and can be taken back, by anybody. Pausing, resuming and promoting a rollout do not wait."
      >
        <Segmented
          label="Undo window"
          value={String(seconds)}
          choices={undoChoices.map((choice) => ({
            value: String(choice),
            label: choice === 0 ? 'None' : `${choice} s`,
          }))}
          onChange={(next) => useUndoWindow.setState({ seconds: Number(next) })}
        />
      </Setting>
    </Panel>
  );
}

function AccessPanel({ isAdmin }: { isAdmin: boolean }) {
  const [pending, setPending] = useState(false);
  const offline = useOffline();
  const take = async () => {
    setPending(true);
    try {
      const { kubeconfig } = await api.cluster.kubeconfig.mutate({ commandId: newCommandId() });
      saveAs('gantry.kubeconfig', kubeconfig);
    } catch (error) {
      tellFailed(refusalOf(error).message);
    } finally {
      setPending(false);
    }
  };
  return (
    <Panel title="Other ways in">
      <Setting
        name="kubectl"
        about="A kubeconfig for the unmodified kubectl. It holds the administrator's token: keep it as you keep a password. Taking it is audited. Others put their own token into theirs."
      >
        <Button
          pending={pending}
          disabled={offline || !isAdmin}
          title={isAdmin ? undefined : 'Only an administrator may take it.'}
          onClick={() => void take()}
        >
          Download kubeconfig
        </Button>
      </Setting>
      <Setting name="API" about="tRPC, with the token as a bearer. Marathon's API is at /marathon.">
        <Copyable text={`${location.origin}/trpc`} />
      </Setting>
    </Panel>
  );
}

function saveAs(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function SessionPanel() {
  const me = useMe((state) => state.me);
  const [pending, setPending] = useState(false);
  const signOut = async () => {
    setPending(true);
    await fetch('/sign-in', { method: 'DELETE' }).catch(() => {});
    stopReplica();
    forgetDrafts();
    location.assign('/');
  };
  return (
    <Panel title="Session">
      <Setting
        name={me === null ? 'This browser' : `Signed in as ${me.name}`}
        about="Signed in for a week at most. All sessions end when the token of the control plane changes."
      >
        <Button pending={pending} onClick={() => void signOut()}>
          Sign out
        </Button>
      </Setting>
    </Panel>
  );
}
