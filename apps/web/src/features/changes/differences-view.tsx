import type { ContainerDifference, Differences, ObjectDifference } from '@gantry/client';
import { byName } from '../../shared/by-name.ts';
import { formatCount, formatPlural } from '../../shared/format/quantity.ts';
import { DeploymentLink, NodeLink } from '../../shared/links.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Panel } from '../../shared/ui/panel.tsx';

const titles: Record<ObjectDifference['kind'], string> = {
  deployment: 'Deployments',
  job: 'Jobs',
  node: 'Nodes',
  service: 'Services',
  config: 'Configs',
  secret: 'Secrets',
  volume: 'Volumes',
  framework: 'Frameworks',
  role: 'Roles',
  namespace: 'Namespaces',
};
const marks = { added: '+ new', removed: '− gone', changed: 'changed' } as const;
const tones = { added: 'canary', removed: 'stopped', changed: 'progress' } as const;

/** What differs, by kind: first what people change, then what became of it. */
export function DifferencesView({ differences }: { differences: Differences }) {
  const { objects, containers, uncounted } = differences;
  if (objects.length === 0 && containers.length === 0)
    return <Empty title="Nothing differs">Between these two moments everything stayed as it was.</Empty>;
  return (
    <div className="flex flex-col gap-3">
      {Object.entries(titles).map(([kind, title]) => (
        <Group key={kind} title={title} objects={objects.filter((one) => one.kind === kind)} />
      ))}
      {containers.length > 0 && (
        <Panel title="Containers" aside={formatPlural(containers.length, 'owner')}>
          <ul className="flex flex-col">
            {containers.map((one) => (
              <Containers key={`${one.deployment?.namespace}/${one.deployment?.name}`} of={one} />
            ))}
          </ul>
          {uncounted && (
            <p className="pt-2 text-dense text-ink-2">
              More containers came and went in between than are counted here.
            </p>
          )}
        </Panel>
      )}
    </div>
  );
}

function Group({ title, objects }: { title: string; objects: readonly ObjectDifference[] }) {
  if (objects.length === 0) return null;
  const inOrder = objects.toSorted((a, b) => byName(a.name, b.name));
  return (
    <Panel title={title} aside={formatCount(objects.length)}>
      <ul className="flex flex-col">
        {inOrder.map((one) => (
          <li key={`${one.namespace}/${one.name}`} className={row}>
            <span data-tone={tones[one.change]} className="text-dense text-tone-ink">
              {marks[one.change]}
            </span>
            <span className="min-w-0 truncate font-medium">
              <Name of={one} />
            </span>
            <span className="min-w-0 text-ink-2">{one.details.join(' · ')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const row =
  'grid min-h-8 items-center gap-x-4 border-b border-line py-1 last:border-0 md:grid-cols-[5rem_16rem_minmax(0,1fr)]';

function Name({ of: { kind, change, namespace, name } }: { of: ObjectDifference }) {
  if (change === 'removed') return name;
  if (kind === 'deployment') return <DeploymentLink namespace={namespace ?? 'default'} name={name} />;
  return kind === 'node' ? <NodeLink name={name} /> : name;
}

function Containers({ of: { deployment, started, ended, failed } }: { of: ContainerDifference }) {
  return (
    <li className={row}>
      <span data-tone={failed > 0 ? 'failed' : 'stopped'} className="text-dense text-tone-ink">
        {failed > 0 ? `${failed} failed` : ''}
      </span>
      <span className="min-w-0 truncate font-medium">
        {deployment === null ? 'Of jobs and frameworks' : <DeploymentLink {...deployment} />}
      </span>
      <span className="text-ink-2">
        {formatCount(started)} started · {formatCount(ended)} ended
      </span>
    </li>
  );
}
