import { useMemo } from 'react';
import { useRows } from '../../live/hooks.ts';
import { formatCount, formatPlural } from '../../shared/format/quantity.ts';
import { lineOf, wordsOf } from '../../shared/manifest/command-line.ts';
import { Field, TextInput } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { initRows } from './form-fields.ts';
import { Section, type SectionProps } from './section.tsx';

export function WhatSection(props: SectionProps) {
  const { manifest, paths, set } = props;
  const runtime = manifest.readText(paths.runtime) || 'docker';
  const process = runtime === 'process';
  return (
    <Section title="What">
      <NameFields {...props} />
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          label="Runs as"
          value={process ? 'process' : 'docker'}
          choices={[
            { value: 'docker', label: 'Container image' },
            { value: 'process', label: 'Plain process' },
          ]}
          onChange={(next) => set(paths.runtime, next)}
        />
        <RuntimeNodes runtime={runtime} />
      </div>
      <ImageField {...props} process={process} />
      <CommandField {...props} process={process} />
      <InitList {...props} />
    </Section>
  );
}

/** What runs before the program is written in the YAML; here it is seen, and what is wrong with it. */
function InitList({ manifest, paths, validation }: SectionProps) {
  const rows = initRows(manifest, paths.initContainers);
  if (rows.length === 0) return null;
  return (
    <div>
      <h3 className="font-medium">Init containers</h3>
      <p className="text-dense text-ink-3">
        They run before it, one after another, each to its end. They are changed in the YAML.
      </p>
      <ol aria-label="Init containers" className="mt-1.5 flex flex-col gap-1">
        {rows.map(({ name, image, command }, index) => {
          const wrong = validation.at([...paths.initContainers, index]);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a name may be missing or there twice while it is written
            <li key={index} className="rounded-control border border-line bg-raised px-2.5 py-1.5">
              <span className="font-medium">{name || 'without a name'}</span>{' '}
              <span className="font-mono text-dense wrap-anywhere text-ink-2">
                {[image, command].filter(Boolean).join(' · ')}
              </span>
              {wrong !== undefined && (
                <p data-tone="failed" className="text-dense text-tone-ink">
                  {wrong}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function NameFields({ manifest, paths, validation, set, editing }: SectionProps) {
  return (
    <div className="grid gap-3 sm:grid-cols-[1fr_10rem]">
      <Field label="Name" error={validation.at(paths.name)}>
        {(control) => (
          <TextInput
            {...control}
            autoFocus={!editing}
            disabled={editing}
            placeholder="checkout-api"
            value={manifest.readText(paths.name)}
            onChange={(event) => set(paths.name, event.target.value)}
          />
        )}
      </Field>
      <Field label="Namespace" error={validation.at(paths.namespace)}>
        {(control) => (
          <TextInput
            {...control}
            disabled={editing}
            placeholder="default"
            value={manifest.readText(paths.namespace) || (editing ? 'default' : '')}
            onChange={(event) => set(paths.namespace, event.target.value || undefined)}
          />
        )}
      </Field>
    </div>
  );
}

const artifactHelp =
  'A file, folder or tarball, by path or URL. It is put into the folder that the process runs in.';

function ImageField({ manifest, paths, validation, set, process }: SectionProps & { process: boolean }) {
  return (
    <Field
      label={process ? 'Artifact' : 'Image'}
      optional={process}
      error={validation.at(paths.image)}
      help={process ? artifactHelp : undefined}
    >
      {(control) => (
        <TextInput
          {...control}
          mono
          placeholder={process ? 'https://example.org/app-1.4.tar.gz#sha256=…' : 'nginx:1.27'}
          value={manifest.readText(paths.image)}
          onChange={(event) => set(paths.image, event.target.value)}
        />
      )}
    </Field>
  );
}

function CommandField({ manifest, paths, validation, set, process }: SectionProps & { process: boolean }) {
  const command = manifest.read(paths.command);
  const words = Array.isArray(command) ? command.map(String) : wordsOf(manifest.readText(paths.command));
  return (
    <Field
      label="Command"
      optional={!process}
      error={validation.at(paths.command)}
      help="No shell: words are passed as they are; quotes keep spaces."
    >
      {(control) => (
        <CommandInput
          control={control}
          words={words}
          placeholder={process ? './server --port 8080' : 'as the image says'}
          onWords={(next) => set(paths.command, next.length > 0 ? next : undefined)}
        />
      )}
    </Field>
  );
}

/** Keeps what is typed while it is typed: a space at the end is no word yet. */
function CommandInput({
  control,
  words,
  placeholder,
  onWords,
}: {
  control: object;
  words: readonly string[];
  placeholder: string;
  onWords: (words: string[]) => void;
}) {
  const line = lineOf(words);
  return (
    <TextInput
      {...control}
      key={line}
      mono
      placeholder={placeholder}
      defaultValue={line}
      onBlur={(event) => {
        if (event.target.value !== line) onWords(wordsOf(event.target.value));
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}

/** Whether any node could run it, said before it is deployed. */
function RuntimeNodes({ runtime }: { runtime: string }) {
  const nodes = useRows('nodes');
  const { able, hint } = useMemo(() => {
    const infos = nodes.flatMap((node) => node.runtimes.filter(({ name }) => name === runtime));
    return {
      able: infos.filter((info) => info.available).length,
      hint: infos.find((info) => !info.available)?.detail ?? '',
    };
  }, [nodes, runtime]);
  if (nodes.length === 0) return <span className="text-dense text-ink-3">No node has joined yet.</span>;
  if (able > 0)
    return (
      <span className="text-dense text-ink-3">
        {formatCount(able)} of {formatPlural(nodes.length, 'node')} can run it
      </span>
    );
  return (
    <Notice tone="pending" title={`No node has the ${runtime} runtime`} className="w-full">
      It would wait until one has. {hint}
    </Notice>
  );
}
