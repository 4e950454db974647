import { Field, Select, TextInput } from '../../shared/ui/field.tsx';
import { type GateChoice, gateChoice, gatesFor, numberOrText } from './form-fields.ts';
import type { SectionProps } from './section.tsx';

/** What ends a rollout that goes wrong: nothing but a person, a pause, or the way back by itself. */
export function GateFields({ manifest, paths, validation, set }: SectionProps) {
  const path = paths.healthGates;
  if (path === null) return null;
  const choice = gateChoice(manifest, path);
  const number = (label: string, field: string, placeholder: string) => (
    <Field label={label} optional error={validation.at([...path, field])}>
      {(control) => (
        <TextInput
          {...control}
          mono
          inputMode="numeric"
          placeholder={placeholder}
          value={manifest.readText([...path, field])}
          onChange={(event) => set([...path, field], numberOrText(event.target.value))}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="If it goes wrong" error={choice === 'nothing' ? validation.at(path) : undefined}>
        {(control) => (
          <Select
            {...control}
            value={choice}
            onChange={(event) => set(path, gatesFor(manifest.read(path), event.target.value as GateChoice))}
          >
            <option value="nothing">it stays as it is</option>
            <option value="pause">it pauses</option>
            <option value="rollback">it goes back by itself</option>
          </Select>
        )}
      </Field>
      {choice !== 'nothing' && (
        <>
          {number('Restarts at most', 'maxRestarts', 'any')}
          {number('Error lines at most', 'maxErrorLines', 'any')}
          {number('Seconds without progress', 'readyWithinSeconds', 'any')}
        </>
      )}
    </div>
  );
}
