import type { Condition } from '@gantry/model';
import type { Tone } from '../../shared/tone.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { Ago } from '../../shared/ui/time.tsx';

/** Kubernetes's conditions, in its own words. */
export function ConditionsPanel({ conditions }: { conditions: readonly Condition[] }) {
  if (conditions.length === 0) return null;
  return (
    <Panel title="Conditions">
      <ul className="flex flex-col gap-2">
        {conditions.map((condition) => (
          <li key={condition.type} className="flex gap-2">
            <StateGlyph tone={toneOf(condition)} className="mt-1" />
            <div className="min-w-0 flex-1">
              <div className="flex gap-2">
                <span className="font-medium">{condition.type}</span>
                <span className="text-ink-3">{condition.reason}</span>
                <span className="ml-auto text-dense text-ink-3">
                  <Ago atMs={condition.lastTransitionAtMs} />
                </span>
              </div>
              <p className="text-ink-2">{condition.message}</p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Failing conditions are bad when true, the others when false. */
function toneOf({ type, status }: Condition): Tone {
  if (status === 'Unknown') return 'unknown';
  const bad = type.endsWith('Failure') ? status === 'True' : status === 'False';
  return bad ? 'failed' : 'running';
}
