import type { SavedVersion } from '@gantry/model';
import { useRows } from '../../live/hooks.ts';
import { DeploymentLink } from '../../shared/links.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import type { Stored } from './stored.ts';

interface Sight {
  id: string;
  namespace: string;
  name: string;
  revision: number;
}

/** Who saved what and when, newest first, and which revisions ran with it. */
export function VersionList({ stored: { kind, record } }: { stored: Stored }) {
  const seen = useSights(kind, record);
  return (
    <Panel title="Versions" aside={record.version} flush>
      <ol className="divide-y divide-line border-t border-line">
        {record.history.toReversed().map((saved) => (
          <li key={saved.version} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-3 py-2">
            <span className="w-8 font-semibold">v{saved.version}</span>
            <span className="min-w-40 flex-1">
              <Changed saved={saved} />
              <Sights sights={seen.get(saved.version) ?? []} />
            </span>
            <span className="text-ink-3">
              {saved.author} · <Ago atMs={saved.savedAtMs} suffix />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function useSights(kind: Stored['kind'], record: Stored['record']): ReadonlyMap<number, Sight[]> {
  const sightings = useRows('sightings');
  const deployments = new Map(useRows('deployments').map((deployment) => [deployment.id, deployment]));
  const byVersion = new Map<number, Sight[]>();
  for (const { id, deploymentId, revision, versions, ...sighting } of sightings) {
    const deployment = deployments.get(deploymentId);
    if (sighting.kind !== kind || sighting.name !== record.name) continue;
    if (deployment?.namespace !== record.namespace) continue;
    for (const { version } of versions) {
      const sight = { id, namespace: deployment.namespace, name: deployment.name, revision };
      byVersion.set(version, [...(byVersion.get(version) ?? []), sight]);
    }
  }
  return byVersion;
}

function Changed({ saved: { added, changed, removed } }: { saved: SavedVersion }) {
  const parts = [
    { word: 'added', keys: added },
    { word: 'changed', keys: changed },
    { word: 'removed', keys: removed },
  ].filter(({ keys }) => keys.length > 0);
  if (parts.length === 0) return <span className="text-ink-2">labels or settings only</span>;
  return (
    <>
      {parts.map(({ word, keys }, index) => (
        <span key={word} className="text-ink-2">
          {index > 0 && '; '}
          {word} <span className="font-mono text-dense text-ink">{keys.join(', ')}</span>
        </span>
      ))}
    </>
  );
}

function Sights({ sights }: { sights: readonly Sight[] }) {
  if (sights.length === 0) return null;
  return (
    <span className="block text-dense text-ink-3">
      given to{' '}
      {sights.map(({ id, namespace, name, revision }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <DeploymentLink namespace={namespace} name={name} /> r{revision}
        </span>
      ))}
    </span>
  );
}
