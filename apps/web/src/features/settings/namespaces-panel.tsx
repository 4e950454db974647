import { guardLabel, isGuarded } from '@gantry/model/guard';
import { useQuickChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useRows } from '../../live/hooks.ts';
import { ActsIn } from '../../live/rights.ts';
import { byName } from '../../shared/by-name.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Panel } from '../../shared/ui/panel.tsx';

/** Which namespaces are guarded. */
export function NamespacesPanel() {
  const namespaces = useRows('namespaces');
  const { act, pending } = useQuickChange();
  const sorted = namespaces.toSorted((a, b) => byName(a.name, b.name));
  return (
    <ActsIn value={null}>
      <Panel title="Guarded namespaces">
        <p className="mb-2 text-dense text-ink-3">
          Where a namespace is guarded, whatever is taken away in it has to be named by typing it, and other
          clients are refused. With kubectl:{' '}
          <span className="font-mono">kubectl label namespace NAME {guardLabel}=true</span>
        </p>
        <ul>
          {sorted.map((namespace) => {
            const guarded = isGuarded(namespace);
            const { name } = namespace;
            return (
              <li
                key={name}
                className="flex min-h-9 items-center justify-between gap-3 border-t border-line first:border-t-0"
              >
                <span className="min-w-0 truncate">
                  {name} {guarded && <span className="text-dense text-ink-3">· guarded</span>}
                </span>
                <Button
                  acts
                  aria-label={guarded ? `Take the guard of ${name} away` : `Guard ${name}`}
                  pending={pending === name}
                  onClick={() =>
                    void act(
                      name,
                      (retried) => api.namespaces.guard.mutate({ name, guarded: !guarded, ...retried }),
                      guarded ? `${name} is guarded no more` : `${name} is guarded`,
                    )
                  }
                >
                  {guarded ? 'Take the guard away' : 'Guard'}
                </Button>
              </li>
            );
          })}
        </ul>
        {sorted.length === 0 && (
          <p className="text-ink-3">A namespace is made with the first thing that is deployed into it.</p>
        )}
      </Panel>
    </ActsIn>
  );
}
