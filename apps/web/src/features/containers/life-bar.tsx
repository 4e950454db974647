import type { TaskRecord } from '@gantry/model';
import { classNames } from '../../shared/ui/class-names.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { Ago, Elapsed } from '../../shared/ui/time.tsx';
import { lifeOf, type Stage } from './life.ts';

/** The way of a container, stage by stage, with the time that each took. */
export function LifeBar({ task, stacked = false }: { task: TaskRecord; stacked?: boolean }) {
  return (
    <ol
      aria-label="Life"
      className={classNames('grid gap-1.5', stacked ? 'grid-cols-2' : 'sm:grid-flow-col sm:auto-cols-fr')}
    >
      {lifeOf(task).map((stage) => (
        <li
          key={stage.name}
          data-tone={stage.state === 'ahead' ? undefined : stage.state === 'past' ? 'stopped' : stage.tone}
          aria-current={stage.state === 'now' ? 'step' : undefined}
          className={classNames(
            'min-w-0 items-center gap-2 rounded-control border-t-3 px-2.5 py-1.5',
            stacked ? 'block' : 'flex sm:block',
            stage.state === 'ahead' && 'border-line bg-app text-ink-3',
            stage.state === 'past' && 'border-tone bg-raised',
            stage.state === 'now' && 'border-tone bg-tone-tint',
          )}
        >
          <span className="flex items-center gap-1.5">
            {stage.state === 'ahead' ? null : (
              <StateGlyph tone={stage.state === 'past' ? 'stopped' : stage.tone} size={10} />
            )}
            <span className={classNames('truncate', stage.state === 'now' && 'font-medium text-tone-ink')}>
              {stage.name}
            </span>
          </span>
          <span className={classNames('text-dense text-ink-3', !stacked && 'max-sm:ml-auto')}>
            <StageTime {...stage} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function StageTime({ state, said, fromAtMs, toAtMs }: Stage) {
  if (fromAtMs === null) return '—';
  if (said === 'first')
    return (
      <>
        first <Ago atMs={fromAtMs} suffix />
      </>
    );
  if (state === 'past' && fromAtMs === toAtMs) return 'no time';
  if (fromAtMs === toAtMs) return <Ago atMs={fromAtMs} suffix />;
  return (
    <>
      {said === 'atMost' && 'at most '}
      <Elapsed fromMs={fromAtMs} toMs={toAtMs} />
    </>
  );
}
