import type { Path } from '@gantry/manifest';
import { Field, Select, TextInput } from '../../shared/ui/field.tsx';
import { type GateChoice, gateChoice, numberOrText, withGates } from './form-fields.ts';
import type { SectionProps } from './section.tsx';

/** What ends a rollout that goes wrong: nothing but a person, a pause, or the way back by itself; and when a replica counts. */
export function GateFields({ manifest, paths, validation, set, onText }: SectionProps) {
  const { healthGates: path, minReadySeconds } = paths;
  const choice = path === null ? 'nothing' : gateChoice(manifest, path);
  const number = (label: string, at: Path, placeholder: string) => (
    <Field label={label} optional error={validation.at(at)}>
      {(control) => (
        <TextInput
          {...control}
          mono
          inputMode="numeric"
          placeholder={placeholder}
          value={manifest.readText(at)}
          onChange={(event) => set(at, numberOrText(event.target.value))}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {path !== null && (
        <Field label="If it goes wrong" error={choice === 'nothing' ? validation.at(path) : undefined}>
          {(control) => (
            <Select
              {...control}
              value={choice}
              onChange={(event) =>
                onText(
                  withGates(
                    manifest,
                    { healthGates: path, minReadySeconds },
                    event.target.value as GateChoice,
                  ),
                )
              }
            >
              <option value="nothing">it stays as it is</option>
              <option value="pause">it pauses</option>
              <option value="rollback">it goes back by itself</option>
            </Select>
          )}
        </Field>
      )}
      {number('Seconds ready before it counts', minReadySeconds, '0')}
      {path !== null && choice !== 'nothing' && (
        <>
          {number('Restarts at most', [...path, 'maxRestarts'], 'any')}
          {number('Failed probes at most', [...path, 'maxProbeFailures'], 'any')}
          {number('Error lines at most', [...path, 'maxErrorLines'], 'any')}
          {number('Seconds without progress', [...path, 'readyWithinSeconds'], 'any')}
        </>
      )}
    </div>
  );
}
