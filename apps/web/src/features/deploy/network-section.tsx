import { Plus, X } from 'lucide-react';
import { Button } from '../../shared/ui/button.tsx';
import { Field, Select, TextInput } from '../../shared/ui/field.tsx';
import { envRows, numberOrText, type ReadinessKind, readinessKind, shownPort } from './form-fields.ts';
import { Section, type SectionProps } from './section.tsx';

export function NetworkSection(props: SectionProps) {
  return (
    <Section title="Network, health, environment">
      <div className="grid gap-3 sm:grid-cols-3">
        <PortField {...props} />
        <ReadinessFields {...props} />
      </div>
      <EnvFields {...props} />
    </Section>
  );
}

function PortField({ manifest, paths, validation, set }: SectionProps) {
  const process = manifest.readText(paths.runtime) === 'process';
  const port = [...paths.firstPort, 'containerPort'];
  const there = manifest.read(paths.firstPort) !== undefined;
  const write = (text: string) => {
    const value = numberOrText(text);
    if (there || value === undefined) set(value === undefined && !process ? paths.ports : port, value);
    else set(paths.ports, [{ name: 'http', containerPort: value, hostPort: 0 }]);
  };
  return (
    <Field
      label="Port"
      optional
      error={validation.at(paths.ports)}
      help={
        process
          ? 'Left empty, it gets a free one, told to it in PORT.'
          : 'Published on a free port of the node.'
      }
    >
      {(control) => (
        <TextInput
          {...control}
          mono
          inputMode="numeric"
          placeholder={process && there ? 'any free one' : '8080'}
          value={shownPort(manifest.readText(port), process)}
          onChange={(event) => write(event.target.value)}
        />
      )}
    </Field>
  );
}

const probes: Record<'http' | 'tcp', (port: string | number) => unknown> = {
  http: (port) => ({ httpGet: { path: '/healthz', port }, periodSeconds: 2 }),
  tcp: (port) => ({ tcpSocket: { port }, periodSeconds: 2 }),
};

function ReadinessFields({ manifest, paths, validation, set }: SectionProps) {
  const kind = readinessKind(manifest, paths.readiness);
  const path = [...paths.readiness, 'httpGet', 'path'];
  const portName = manifest.readText([...paths.firstPort, 'name']);
  const portNumber = manifest.read([...paths.firstPort, 'containerPort']);
  const choose = (next: ReadinessKind) => {
    if (next === 'none') set(paths.readiness, undefined);
    else if (next !== 'other') set(paths.readiness, probes[next](portName || Number(portNumber ?? 8080)));
  };
  return (
    <>
      <Field label="Ready when" error={kind === 'http' ? undefined : validation.at(paths.readiness)}>
        {(control) => (
          <Select {...control} value={kind} onChange={(event) => choose(event.target.value as ReadinessKind)}>
            <option value="none">it runs</option>
            <option value="http">HTTP answers</option>
            <option value="tcp">the port opens</option>
            {kind === 'other' && <option value="other">as the YAML says</option>}
          </Select>
        )}
      </Field>
      {kind === 'http' && (
        <Field label="Path" error={validation.at(paths.readiness)}>
          {(control) => (
            <TextInput
              {...control}
              mono
              value={manifest.readText(path)}
              onChange={(event) => set(path, event.target.value)}
            />
          )}
        </Field>
      )}
    </>
  );
}

function EnvFields({ manifest, paths, validation, set }: SectionProps) {
  const rows = envRows(manifest, paths.env);
  const wrong = validation.at(paths.env);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-dense font-medium text-ink-2">Environment</legend>
      <div className="flex flex-col gap-1.5">
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the list; names may be the same while typing
          <div key={index} className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto] gap-1.5">
            <TextInput
              mono
              aria-label="Variable"
              value={row.name}
              onChange={(event) => set([...paths.env, index, 'name'], event.target.value)}
            />
            <TextInput
              mono
              aria-label={`Value of ${row.name}`}
              disabled={row.value === null}
              value={row.value ?? 'comes from elsewhere, see the YAML'}
              onChange={(event) => set([...paths.env, index, 'value'], event.target.value)}
            />
            <Button
              icon
              variant="quiet"
              className="h-8"
              aria-label={`Remove ${row.name}`}
              onClick={() => set([...paths.env, index], undefined)}
            >
              <X size={14} />
            </Button>
          </div>
        ))}
        <Button
          className="self-start"
          onClick={() => set([...paths.env, rows.length], { name: `NAME_${rows.length + 1}`, value: '' })}
        >
          <Plus size={14} /> Add a variable
        </Button>
      </div>
      {wrong !== undefined && (
        <p role="alert" data-tone="failed" className="mt-1 text-dense text-tone-ink">
          {wrong}
        </p>
      )}
    </fieldset>
  );
}
