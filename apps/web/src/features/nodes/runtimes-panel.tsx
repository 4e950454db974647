import type { RuntimeInfo } from '@gantry/model';
import { Panel } from '../../shared/ui/panel.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';

/** What the node can run, which limits it holds, and for what is missing how to get it. */
export function RuntimesPanel({ runtimes }: { runtimes: readonly RuntimeInfo[] }) {
  return (
    <Panel title="Runtimes">
      <ul className="flex flex-col gap-3">
        {runtimes.map((runtime) => (
          <li key={runtime.name} className="flex gap-2">
            <StateGlyph tone={runtime.available ? 'running' : 'stopped'} className="mt-1" />
            <div className="min-w-0">
              <div>
                <span className="font-medium">{runtime.name}</span>{' '}
                <span className="text-ink-3">{runtime.available ? '' : 'not here'}</span>
              </div>
              <p className="text-ink-2">{runtime.detail}</p>
              {runtime.available && (
                <p className="text-dense text-ink-3">
                  {runtime.enforces.length > 0
                    ? `Limits held: ${runtime.enforces.map(limitWord).join(', ')}`
                    : 'Holds no limits here: what a container asks for is counted, not enforced'}
                </p>
              )}
              {runtime.name === 'simulated' && (
                <p data-tone="pending" className="text-dense text-tone-ink">
                  Simulated: nothing really runs
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const limitWord = (limit: RuntimeInfo['enforces'][number]): string => (limit === 'cpu' ? 'CPU' : limit);
