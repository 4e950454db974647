import { Field, TextInput } from '../../shared/ui/field.tsx';
import { Stepper } from '../../shared/ui/stepper.tsx';
import { numberOrText } from './form-fields.ts';
import { Section, type SectionProps } from './section.tsx';

export function SizeSection({ manifest, paths, validation, set }: SectionProps) {
  const written = manifest.read(paths.replicas);
  const replicas = typeof written === 'number' ? written : 1;
  return (
    <Section title="How many, how big">
      <div className="grid gap-3 sm:grid-cols-[auto_1fr_1fr_1fr] lg:max-xl:grid-cols-2">
        <Field label="Replicas" error={validation.at(paths.replicas)}>
          {({ id }) => (
            <Stepper
              id={id}
              label="Replicas"
              value={replicas}
              onChange={(next) => set(paths.replicas, next)}
            />
          )}
        </Field>
        <Field label="CPU each" error={validation.at(paths.cpu)}>
          {(control) => (
            <TextInput
              {...control}
              mono
              placeholder="250m"
              value={manifest.readText(paths.cpu)}
              onChange={(event) => set(paths.cpu, numberOrText(event.target.value))}
            />
          )}
        </Field>
        <Field label="Memory each" error={validation.at(paths.memory)}>
          {(control) => (
            <TextInput
              {...control}
              mono
              placeholder="128Mi"
              value={manifest.readText(paths.memory)}
              onChange={(event) => set(paths.memory, numberOrText(event.target.value))}
            />
          )}
        </Field>
        <Field label="Memory limit" optional error={validation.at(paths.memoryLimit)}>
          {(control) => (
            <TextInput
              {...control}
              mono
              placeholder="none"
              value={manifest.readText(paths.memoryLimit)}
              onChange={(event) => set(paths.memoryLimit, numberOrText(event.target.value))}
            />
          )}
        </Field>
      </div>
    </Section>
  );
}
