import type { ConfigRecord, ConfigValue } from '@gantry/model';
import { Suspense } from 'react';
import { useScope } from '../../live/hooks.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { DeploymentLink, JobLink } from '../../shared/links.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { Missing } from '../../shared/ui/missing.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { behind, type Stored, useStored } from './stored.ts';
import { VersionList } from './version-list.tsx';

const EditDialog = lazyPart(() => import('./edit-dialog.tsx'));
const DeleteDialog = lazyPart(() => import('./delete-dialog.tsx'));

export type StoredPanel = 'edit' | 'delete' | undefined;

/** One config or secret: what it holds, its versions, and who runs with which of them. */
export function StoredScreen({
  kind,
  namespace,
  name,
  panel,
  onPanel,
}: {
  kind: Stored['kind'];
  namespace: string;
  name: string;
  panel: StoredPanel;
  onPanel: (panel: StoredPanel) => void;
}) {
  const ready = useScope('configuration');
  const all = useStored(kind);
  const stored = all.find(({ record }) => record.namespace === namespace && record.name === name);
  if (stored === undefined)
    return ready ? (
      <Missing
        title={`There is no ${kind} ${name}`}
        to={kind === 'config' ? '/configuration/configs' : '/configuration/secrets'}
        all={`${kind}s`}
      />
    ) : (
      <SkeletonRows rows={8} />
    );
  const { record } = stored;
  const close = () => onPanel(undefined);
  return (
    <Page
      title={name}
      documentTitle={name}
      facts={`${kind} · version ${record.version} · ${formatPlural(stored.keys.length, 'key')}`}
      actions={
        <>
          <Button acts onClick={() => onPanel('edit')} disabled={record.immutable}>
            Edit
          </Button>
          <Button acts onClick={() => onPanel('delete')}>
            Delete
          </Button>
        </>
      }
    >
      {record.immutable && (
        <Notice tone="stopped" title="Immutable">
          It cannot be changed any more: save the next one under another name.
        </Notice>
      )}
      <BehindNotice stored={stored} />
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3">
          <Content stored={stored} />
          <VersionList stored={stored} />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <Readers stored={stored} />
          <StoredFacts stored={stored} />
        </div>
      </div>
      <Suspense fallback={null}>
        {panel === 'edit' && <EditDialog kind={kind} stored={stored} onClose={close} />}
        {panel === 'delete' && <DeleteDialog stored={stored} onClose={close} />}
      </Suspense>
    </Page>
  );
}

function BehindNotice({ stored }: { stored: Stored }) {
  const old = behind(stored);
  if (old.length === 0) return null;
  const names = old.map(({ deployment, version }) => `${deployment.name} (version ${version})`).join(', ');
  return (
    <Notice tone="pending" title={`${formatPlural(old.length, 'deployment')} still on an older version`}>
      {names}: restart {old.length === 1 ? 'it' : 'them'} to bring version {stored.record.version} to its
      containers.
    </Notice>
  );
}

function Content({ stored: { kind, record, keys } }: { stored: Stored }) {
  if (keys.length === 0)
    return (
      <Panel title="Content">
        <p className="text-ink-3">It holds nothing yet.</p>
      </Panel>
    );
  return (
    <Panel title="Content" aside={kind === 'secret' ? 'values are never shown' : undefined} flush>
      <ul className="divide-y divide-line border-t border-line">
        {keys.map((key) => (
          <li key={key} className="min-w-0 px-3 py-2">
            <div className="font-mono text-dense font-medium">{key}</div>
            {kind === 'config' && <Value value={(record as ConfigRecord).data[key]!} />}
            {kind === 'secret' && <span className="tracking-widest text-ink-3">••••••••</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Value({ value }: { value: ConfigValue }) {
  if (value.encoding === 'base64')
    return (
      <span className="text-ink-3">{formatPlural(Math.floor((value.value.length * 3) / 4), 'byte')}</span>
    );
  return (
    <pre className="mt-1 max-h-80 overflow-auto rounded-control bg-raised px-2 py-1.5 font-mono text-dense wrap-anywhere whitespace-pre-wrap">
      {value.value === '' ? <span className="text-ink-3">empty</span> : value.value}
    </pre>
  );
}

function Readers({ stored: { kind, record, readers, jobs } }: { stored: Stored }) {
  const count = readers.length + jobs.length;
  return (
    <Panel title="Used by" aside={count}>
      {count === 0 && <p className="text-ink-3">No deployment and no job names this {kind}.</p>}
      <ul className="flex flex-col gap-1.5">
        {readers.map(({ deployment, version }) => (
          <li key={deployment.id} className="flex min-w-0 items-baseline justify-between gap-3">
            <span className="truncate">
              <DeploymentLink namespace={deployment.namespace} name={deployment.name} />
              <span className="text-ink-3"> r{deployment.revision}</span>
            </span>
            <span className={version === record.version ? 'text-ink-2' : 'text-ink-3'}>
              {version === null ? 'not given yet' : `version ${version}`}
            </span>
          </li>
        ))}
        {jobs.map((job) => (
          <li key={job.id} className="flex min-w-0 items-baseline justify-between gap-3">
            <span className="truncate">
              <JobLink namespace={job.namespace} name={job.name} />
              <span className="text-ink-3"> job</span>
            </span>
            <span className="text-ink-3">at each start</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function StoredFacts({ stored: { record } }: { stored: Stored }) {
  const marks = Object.entries(record.labels);
  return (
    <Panel title="Facts">
      <Facts>
        <Fact name="Namespace">{record.namespace}</Fact>
        {'type' in record && <Fact name="Type">{record.type}</Fact>}
        <Fact name="Created">
          <Ago atMs={record.createdAtMs} suffix />
        </Fact>
        <Fact name="Saved">
          <Ago atMs={record.updatedAtMs} suffix /> by {record.author}
        </Fact>
        {marks.length > 0 && (
          <Fact name="Labels">
            {marks.map(([key, value]) => (
              <div key={key} className="font-mono text-dense wrap-anywhere">
                {key}={value}
              </div>
            ))}
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
