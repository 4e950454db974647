import type { HealthGates, RolloutRecord, TaskRecord } from '@gantry/model';
import { rolloutPace } from '@gantry/model/rollout-pace';
import { useNavigate } from '@tanstack/react-router';
import { useRowsOf } from '../../live/hooks.ts';
import { useAnnounced } from '../../shared/announcer.ts';
import { formatCount, formatPlural } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';
import { PaceNote } from '../../shared/pace-note.tsx';
import { rolloutBounds, strategySentence } from '../../shared/rollout-bounds.ts';
import { RolloutCourse } from '../../shared/rollout-ribbon/rollout-course.tsx';
import { RolloutTrack, readyGround, rolloutCounts } from '../../shared/rollout-track.tsx';
import type { BandPattern } from '../../shared/ui/band-patterns.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago, Elapsed, useNow } from '../../shared/ui/time.tsx';
import { isHeldByGate, rolloutVerdict } from '../../shared/verdict.ts';
import { useCurrentDeployment } from './context.ts';
import { gatesOf } from './gates.ts';
import {
  checkingLook,
  failingChecks,
  type Phase,
  phaseCounts,
  phases,
  phaseTones,
  phaseWords,
} from './phase.ts';
import { rolloutHead } from './rollout-head.ts';
import { waitsForPromotion } from './waits-for-promotion.ts';

/** The rollout that is under way, or how the last one went. */
export function RolloutBlock({ tasks }: { tasks: readonly TaskRecord[] }) {
  const { deployment, rollout, verdict } = useCurrentDeployment();
  const { spec, status, revision } = deployment;
  const bounds = rolloutBounds(spec);
  const counts = phaseCounts(tasks, revision);
  const track = rolloutCounts(tasks, revision);
  const old = track.oldReady + track.oldOther;
  useAnnounced(deployment.id, `${deployment.name}: ${status.readyReplicas} ready of ${spec.replicas} wanted`);
  const running = rollout !== undefined && rollout.endedAtMs === null;
  const head = rolloutHead(deployment, rollout, verdict);
  return (
    <Panel
      title={head.title}
      aside={
        head.verdict && <StateLabel verdict={head.verdict} pill={head.isTrouble} className="text-dense" />
      }
      actions={running && <RolloutButtons rollout={rollout} />}
    >
      <div className="mb-3 flex flex-wrap items-baseline gap-x-3">
        <span
          data-tone={head.isTrouble ? head.verdict?.tone : undefined}
          className={`text-figure font-semibold ${head.isTrouble ? 'text-tone-ink' : ''}`}
        >
          {formatCount(status.readyReplicas)}
          <span className="text-section font-normal text-ink-3"> of {formatCount(spec.replicas)} ready</span>
        </span>
        <span className="text-ink-3">{strategySentence(spec)}</span>
      </div>
      <RolloutTrack tall counts={track} desired={spec.replicas} bounds={bounds} />
      {running && <RolloutCourse deployment={deployment} rollout={rollout} />}
      <div className="mt-1.5 flex flex-wrap gap-x-4 text-dense text-ink-3">
        <Key
          className={readyGround(track)}
          pattern="current"
          word={`r${revision} ready ${formatCount(track.newReady)}`}
        />
        {track.newStarting > 0 && (
          <Key
            className="bg-(--progress)"
            word={`r${revision} on the way ${formatCount(track.newStarting)}`}
          />
        )}
        {track.newTroubled > 0 && (
          <Key
            className="bg-(--degraded)"
            word={`r${revision} in trouble ${formatCount(track.newTroubled)}`}
          />
        )}
        {track.newWaiting > 0 && (
          <Key
            className="border border-(--pending)"
            word={`r${revision} waiting ${formatCount(track.newWaiting)}`}
          />
        )}
        {old > 0 && (
          <Key className="bg-(--band-b)" pattern="turn-1" word={`earlier revisions ${formatCount(old)}`} />
        )}
        <span className="ml-auto">
          floor {formatCount(bounds.floor)} · wanted {formatCount(spec.replicas)} · ceiling{' '}
          {formatCount(bounds.ceiling)}
        </span>
      </div>
      {old > 0 && <p className="mt-3 -mb-2 text-dense text-ink-3">Containers of r{revision}</p>}
      <Phases counts={counts} failing={failingChecks(tasks, revision)} revision={revision} />
      {rollout && <Gates gates={spec.healthGates} rollout={rollout} />}
      {rollout && <RolloutFacts rollout={rollout} isHeaded={!head.isTrouble} />}
    </Panel>
  );
}

function Key({ className, word, pattern }: { className: string; word: string; pattern?: BandPattern }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span
        aria-hidden="true"
        data-cell
        data-pattern={pattern}
        className={`size-2.5 rounded-[2px] ${className}`}
      />
      {word}
    </span>
  );
}

function Phases({
  counts,
  failing,
  revision,
}: {
  counts: Record<Phase, number>;
  /** So many of those that are checked fail. */
  failing: number;
  revision: number;
}) {
  const looks = phases.map((phase) => ({
    phase,
    ...(phase === 'checking'
      ? checkingLook(counts.checking, failing)
      : { tone: phaseTones[phase], word: phaseWords[phase] }),
  }));
  return (
    <ol
      aria-label={`Containers of r${revision} by phase`}
      className="mt-3 grid grid-cols-5 gap-1.5 max-[22rem]:grid-cols-3"
    >
      {looks.map(({ phase, tone, word }) => (
        <li
          key={phase}
          data-tone={tone}
          className={`min-w-0 rounded-control px-1.5 py-1 sm:px-2 ${counts[phase] > 0 ? 'bg-tone-tint' : 'bg-raised'}`}
        >
          <div className={`text-section font-semibold ${counts[phase] > 0 ? 'text-tone-ink' : 'text-ink-3'}`}>
            {formatCount(counts[phase])}
          </div>
          <div className="truncate text-label text-ink-2" title={word}>
            {word}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Gates({ gates, rollout }: { gates: HealthGates | null; rollout: RolloutRecord }) {
  const isHeld = isHeldByGate(useCurrentDeployment().deployment);
  const shown = gatesOf(gates, rollout, useNow(), isHeld);
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Health gates" className="mt-3 flex flex-wrap gap-x-5 gap-y-1 border-t border-line pt-2.5">
      {shown.map(({ name, value, isOpen }) => (
        <li
          key={name}
          data-tone={isOpen ? 'running' : 'failed'}
          className="inline-flex items-center gap-1.5 text-dense"
        >
          <StateGlyph tone={isOpen ? 'running' : 'failed'} size={10} />
          <span className="text-ink-2">{name}</span>
          <span className="font-medium text-tone-ink">{value}</span>
        </li>
      ))}
      <li className="ml-auto text-dense text-ink-3">
        {isHeld
          ? 'paused it'
          : gates?.onFailure === 'rollback'
            ? 'rolls back when one fails'
            : 'pauses when one fails'}
      </li>
    </ul>
  );
}

/**
 * Why it is paused is told above all screens of the deployment. `isHeaded` false: that these are the last rollout's facts, and
 * how that ended, is not said above them.
 */
function RolloutFacts({ rollout, isHeaded }: { rollout: RolloutRecord; isHeaded: boolean }) {
  const { deployment } = useCurrentDeployment();
  const { endedAtMs, startedAtMs } = rollout;
  const pace = rolloutPace(useRowsOf('rollouts', 'deploymentId', deployment.id));
  return (
    <div className="mt-3 flex flex-col gap-2 border-t border-line pt-2.5">
      <p className="flex flex-wrap gap-x-4 text-dense text-ink-2">
        <span>{wayOf(rollout, isHeaded)}</span>
        {!isHeaded && endedAtMs !== null && (
          <span>
            {rolloutVerdict(rollout, deployment).label.toLowerCase()} <Ago atMs={endedAtMs} suffix />
          </span>
        )}
        <span>
          {endedAtMs === null ? (
            <>
              under way for <Elapsed fromMs={startedAtMs} />
            </>
          ) : (
            `took ${formatDuration(endedAtMs - startedAtMs)}`
          )}
        </span>
        <span>
          lowest ready {formatCount(rollout.lowestReady)} of {formatCount(rollout.replicas)}
        </span>
        <span>highest total {formatCount(rollout.highestTotal)}</span>
        {rollout.restarts > 0 && <span>{formatPlural(rollout.restarts, 'restart')}</span>}
      </p>
      {pace.completed > 0 && (
        <p className="text-dense text-ink-2">
          Of its rollouts, <PaceNote pace={pace} rollout={rollout} />
        </p>
      )}
      {rollout.message !== '' && endedAtMs === null && !deployment.paused && (
        <p className="text-ink-2">{rollout.message}</p>
      )}
      {rollout.message !== '' && (rollout.outcome === 'failed' || rollout.outcome === 'rolledBack') && (
        <Notice tone="failed">{rollout.message}</Notice>
      )}
    </div>
  );
}

const wayOf = ({ fromRevision, toRevision }: RolloutRecord, isHeaded: boolean): string =>
  fromRevision === null
    ? 'First rollout'
    : `${isHeaded ? '' : 'Last rollout '}r${fromRevision} → r${toRevision}`;

function RolloutButtons({ rollout }: { rollout: RolloutRecord }) {
  const { deployment } = useCurrentDeployment();
  const { paused } = deployment;
  const navigate = useNavigate();
  const open = (panel: 'promote' | 'pause' | 'resume' | 'abort') =>
    void navigate({ to: '.', search: (old) => ({ ...old, panel }), replace: true });
  return (
    <>
      {waitsForPromotion(deployment, rollout) && (
        <Button acts variant="primary" onClick={() => open('promote')}>
          Promote
        </Button>
      )}
      <Button acts onClick={() => open(paused ? 'resume' : 'pause')}>
        {paused ? 'Resume' : 'Pause'}
      </Button>
      {rollout.fromRevision !== null && (
        <Button acts onClick={() => open('abort')}>
          Abort
        </Button>
      )}
    </>
  );
}
