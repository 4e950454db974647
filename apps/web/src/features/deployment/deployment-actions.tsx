import { useMatch, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useActingOff } from '../../live/hooks.ts';
import { useWayBack } from '../../live/use-way-back.ts';
import { isTyping } from '../../shared/is-typing.ts';
import { isTrouble } from '../../shared/tone.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../shared/ui/menu.tsx';
import { useKeydown } from '../../shared/use-keydown.ts';
import { useCurrentDeployment } from './context.ts';
import { waitsForPromotion } from './waits-for-promotion.ts';

export type PanelName = 'scale' | 'image' | 'restart' | 'pause' | 'resume' | 'promote' | 'abort' | 'delete';

/** The revision that is chosen on the timeline, or whose screen it is. */
function useShownRevision(): number | undefined {
  const { rev } = useSearch({ strict: false });
  const { revision } = useParams({ strict: false });
  return rev ?? (revision === undefined ? undefined : Number(revision));
}

const timeline = '/deployments/$namespace/$name/timeline';

/**
 * To the timeline with a revision chosen: the one that is shown, or the way back. There it leaves the view as it is. Without
 * one the timeline is where it can be chosen; `off` says so to whoever is there already.
 */
function useRollBack(): { rollBack: () => void; off: string | undefined } {
  const { deployment } = useCurrentDeployment();
  const { namespace, name, revision } = deployment;
  const navigate = useNavigate();
  const shown = useShownRevision();
  const back = useWayBack(deployment);
  const view = useMatch({ from: timeline, shouldThrow: false })?.search;
  const rev = shown === undefined || shown === revision ? back : shown;
  return {
    rollBack: () => void navigate({ to: timeline, params: { namespace, name }, search: { ...view, rev } }),
    off: whyNoWayBack(revision, rev, view !== undefined),
  };
}

function whyNoWayBack(revision: number, rev: number | undefined, isOnTimeline: boolean): string | undefined {
  if (revision < 2) return 'There is no earlier revision to go back to';
  return rev === undefined && isOnTimeline ? 'All earlier revisions failed: choose one' : undefined;
}

/** The acts by single keys. */
function useActKeys(onPanel: (panel: PanelName) => void, rollBack: () => void): void {
  const { namespace, name, paused, deletingAtMs, revision } = useCurrentDeployment().deployment;
  const params = { namespace, name };
  const navigate = useNavigate();
  const shown = useShownRevision();
  const other = shown === undefined || shown === revision ? revision - 1 : shown;
  const isOff = useActingOff() !== null;
  const acts = {
    s: () => onPanel('scale'),
    u: () => onPanel('image'),
    'Shift+P': () => onPanel(paused ? 'resume' : 'pause'),
  };
  useKeys({
    // What a button would refuse its key does not begin either.
    ...(deletingAtMs !== null || isOff ? {} : acts),
    r: rollBack,
    e: () => void navigate({ to: '/deployments/$namespace/$name/config', params }),
    d: () =>
      void navigate({
        to: '/deployments/$namespace/$name/compare',
        params,
        search: revision > 1 ? { a: other, b: revision } : {},
      }),
  });
}

/** What can be done to a deployment: the everyday acts as buttons, the others in a menu. */
export function DeploymentActions({ onPanel }: { onPanel: (panel: PanelName) => void }) {
  const { deployment, rollout, verdict } = useCurrentDeployment();
  const { namespace, name, paused, deletingAtMs } = deployment;
  const navigate = useNavigate();
  const gone = deletingAtMs !== null;
  const rev = useShownRevision();
  const { rollBack, off } = useRollBack();
  const isOff = gone || off !== undefined;
  const isSecond =
    !isTrouble(verdict.tone) || rev !== undefined || paused || waitsForPromotion(deployment, rollout);
  useActKeys(onPanel, rollBack);

  return (
    <>
      <Button acts hint="S" disabled={gone} onClick={() => onPanel('scale')}>
        Scale
      </Button>
      <Button acts hint="U" disabled={gone} onClick={() => onPanel('image')}>
        Update image
      </Button>
      {/* The last of a row would stand alone on the next: the two wrap together. */}
      <div className="flex gap-[inherit]">
        <Button
          // It stands out in trouble alone, as nothing else calls for it. Where one is shown, the way back to it is the act
          // that stands out; where one waits for it, to promote it is. A paused one takes no rollback.
          variant={isSecond || isOff ? 'default' : 'primary'}
          hint="R"
          disabled={isOff}
          title={off}
          onClick={rollBack}
        >
          Roll back
        </Button>
        <Menu
          label="More actions"
          trigger={
            <Button icon aria-label="More actions">
              <Ellipsis size={16} />
            </Button>
          }
        >
          <MenuItem acts disabled={gone} onSelect={() => onPanel(paused ? 'resume' : 'pause')} hint="Shift P">
            {paused ? 'Resume' : 'Pause'}
          </MenuItem>
          <MenuItem acts disabled={gone} onSelect={() => onPanel('restart')}>
            Restart
          </MenuItem>
          <MenuItem
            disabled={gone}
            onSelect={() =>
              void navigate({ to: '/deployments/$namespace/$name/config', params: { namespace, name } })
            }
          >
            Edit the whole configuration
          </MenuItem>
          <MenuSeparator />
          <MenuItem acts danger disabled={gone} onSelect={() => onPanel('delete')}>
            Delete
          </MenuItem>
        </Menu>
      </div>
    </>
  );
}

/** Single keys of this page, while nothing is being typed. */
function useKeys(acts: Record<string, () => void>): void {
  useKeydown((event) => {
    const act = acts[event.shiftKey ? `Shift+${event.key.toUpperCase()}` : event.key];
    if (act === undefined || isTyping(event)) return;
    event.preventDefault();
    act();
  });
}
