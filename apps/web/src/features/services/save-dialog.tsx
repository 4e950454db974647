import type { ServiceRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Refusal, useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useRows, useScope } from '../../live/hooks.ts';
import { byName } from '../../shared/by-name.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, Select, TextInput } from '../../shared/ui/field.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { blankDraft, draftOf, manifestOf, type ServiceDraft } from './service-draft.ts';

const kinds = [
  { value: 'cluster', label: 'Inside' },
  { value: 'published', label: 'Port of every node' },
  { value: 'ingress', label: 'Host and path' },
] as const;
const traffics = [
  { value: 'http', label: 'HTTP' },
  { value: 'tcp', label: 'TCP' },
] as const;

/** Makes a service, or changes one. `service` null: a new one. */
export default function SaveDialog({
  service,
  onClose,
}: {
  service: ServiceRecord | null;
  onClose: () => void;
}) {
  const known = service === null ? blankDraft : draftOf(service);
  return known === null ? (
    <Dialog title={`Edit ${service!.name}`} onClose={onClose}>
      <p className="text-ink-2">
        It has several ports or rules, or chooses its tasks by labels. Change it with kubectl or the API:
        services.save takes its whole manifest.
      </p>
    </Dialog>
  ) : (
    <SaveForm service={service} known={known} onClose={onClose} />
  );
}

function SaveForm({
  service,
  known,
  onClose,
}: {
  service: ServiceRecord | null;
  known: ServiceDraft;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(known);
  const change = (part: Partial<ServiceDraft>) => setDraft((old) => ({ ...old, ...part }));
  const { submit, pending, refusal } = useChange(api.services.save.mutate, (reply) => reply.message);
  const confirm = async () => {
    const manifest = manifestOf(draft, service);
    const mode = service === null ? 'create' : 'update';
    if ((await submit({ manifest, mode })) === null) return;
    const { namespace, name } = draft;
    // Which closes the dialog: the list would come back to itself if it were told to close it as well.
    void navigate({ to: '/services/$namespace/$name', params: { namespace, name }, search: {} });
  };
  return (
    <Dialog
      wide
      title={service === null ? 'New service' : `Edit ${service.name}`}
      description="One name and address for the ready containers of a deployment."
      onClose={onClose}
    >
      <div className="grid gap-3 md:grid-cols-2">
        {service === null && <WhoFields draft={draft} refusal={refusal} onChange={change} />}
        <Field label="Reached" className="md:col-span-2">
          {() => (
            <Segmented
              label="Reached"
              value={draft.kind}
              choices={kinds}
              onChange={(kind) => change({ kind })}
            />
          )}
        </Field>
        <PortFields draft={draft} refusal={refusal} onChange={change} />
        {draft.kind === 'ingress' && <RuleFields draft={draft} refusal={refusal} onChange={change} />}
      </div>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={service === null ? 'Create service' : 'Save'}
        disabled={draft.name === '' || draft.deployment === ''}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}

interface PartProps {
  draft: ServiceDraft;
  refusal: Refusal | null;
  onChange: (part: Partial<ServiceDraft>) => void;
}

const faultOf = (refusal: Refusal | null, field: string) =>
  refusal?.issues.find((issue) => issue.field === field)?.message;

function WhoFields({ draft, refusal, onChange }: PartProps) {
  const deployments = useRows('deployments');
  const choose = (path: string) => {
    const [namespace = 'default', deployment = ''] = path.split('/');
    onChange({ namespace, deployment, ...(draft.name === '' ? { name: deployment } : {}) });
  };
  return (
    <>
      <Field
        label="Deployment"
        help={deployments.length === 0 ? 'Nothing is deployed yet: deploy something first.' : undefined}
        error={faultOf(refusal, 'deployment')}
      >
        {(control) => (
          <Select
            {...control}
            value={draft.deployment === '' ? '' : `${draft.namespace}/${draft.deployment}`}
            onChange={(event) => choose(event.target.value)}
          >
            <option value="">Choose…</option>
            {deployments.map(({ id, namespace, name }) => (
              <option key={id} value={`${namespace}/${name}`}>
                {namespace === 'default' ? name : `${namespace}/${name}`}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Name" error={faultOf(refusal, 'name')}>
        {(control) => (
          <TextInput
            {...control}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function PortFields({ draft, refusal, onChange }: PartProps) {
  return (
    <>
      <Field label="Port" help="Where clients connect." error={faultOf(refusal, 'ports[0].port')}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            value={draft.port}
            onChange={(event) => onChange({ port: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Container’s port"
        optional
        help="A number or a name; the same one when left out."
        error={faultOf(refusal, 'ports[0].targetPort')}
      >
        {(control) => (
          <TextInput
            {...control}
            value={draft.targetPort}
            onChange={(event) => onChange({ targetPort: event.target.value })}
          />
        )}
      </Field>
      {draft.kind === 'published' && (
        <Field
          label="Port of every node"
          optional
          help="The next free one when left out."
          error={faultOf(refusal, 'ports[0].nodePort')}
        >
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={draft.nodePort}
              onChange={(event) => onChange({ nodePort: event.target.value })}
            />
          )}
        </Field>
      )}
      {draft.kind !== 'ingress' && (
        <Field
          label="Carries"
          help="HTTP is balanced request by request."
          error={faultOf(refusal, 'ports[0].traffic')}
        >
          {() => (
            <Segmented
              label="Carries"
              value={draft.traffic}
              choices={traffics}
              onChange={(traffic) => onChange({ traffic })}
            />
          )}
        </Field>
      )}
    </>
  );
}

function RuleFields({ draft, refusal, onChange }: PartProps) {
  return (
    <>
      <Field label="Host" optional help="Any host when left out." error={faultOf(refusal, 'ingress[0].host')}>
        {(control) => (
          <TextInput
            {...control}
            value={draft.host}
            onChange={(event) => onChange({ host: event.target.value })}
          />
        )}
      </Field>
      <Field label="Path" error={faultOf(refusal, 'ingress[0].pathPrefix')}>
        {(control) => (
          <TextInput
            {...control}
            value={draft.pathPrefix}
            onChange={(event) => onChange({ pathPrefix: event.target.value })}
          />
        )}
      </Field>
      <CertificateField draft={draft} refusal={refusal} onChange={onChange} />
    </>
  );
}

/** Any secret may have one; those that say so are offered, and the one that was chosen before. */
function CertificateField({ draft, refusal, onChange }: PartProps) {
  useScope('configuration');
  const known = useRows('secrets').flatMap(({ namespace, name, type }) =>
    namespace === draft.namespace && type === 'tls' ? [name] : [],
  );
  const names = [...new Set([...known, ...(draft.tlsSecret === '' ? [] : [draft.tlsSecret])])].sort(byName);
  return (
    <Field
      label="Certificate"
      optional
      className="md:col-span-2"
      help={
        names.length === 0
          ? 'With a secret of the type tls, which has tls.crt and tls.key, the host is served over TLS.'
          : 'The host is served over TLS, and plain requests are sent there.'
      }
      error={faultOf(refusal, 'ingress[0].tlsSecret')}
    >
      {(control) => (
        <Select
          {...control}
          value={draft.tlsSecret}
          onChange={(event) => onChange({ tlsSecret: event.target.value })}
        >
          <option value="">None: plain HTTP</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
