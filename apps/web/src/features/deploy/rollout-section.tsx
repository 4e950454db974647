import { rolloutBounds } from '../../shared/rollout-bounds.ts';
import { Field, Select, TextInput } from '../../shared/ui/field.tsx';
import { numberOrText } from './form-fields.ts';
import { GateFields } from './gate-fields.tsx';
import { Section, type SectionProps } from './section.tsx';

const known = ['RollingUpdate', 'Recreate'];

export function RolloutSection(props: SectionProps) {
  const { manifest, paths, validation, set } = props;
  const type = manifest.readText(paths.strategyType) || 'RollingUpdate';
  return (
    <Section title="Rollout" aside="how a change replaces what runs">
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="Strategy" error={type === 'RollingUpdate' ? undefined : validation.at(paths.strategy)}>
          {(control) => (
            <Select
              {...control}
              value={type}
              onChange={(event) => set(paths.strategy, { type: event.target.value })}
            >
              <option value="RollingUpdate">Rolling update</option>
              <option value="Recreate">Stop all, then start all</option>
              {!known.includes(type) && <option value={type}>{type}, see the YAML</option>}
            </Select>
          )}
        </Field>
        {type === 'RollingUpdate' && (
          <>
            <BoundField {...props} label="Extra at most" path={paths.maxSurge} />
            <BoundField {...props} label="Missing at most" path={paths.maxUnavailable} />
          </>
        )}
      </div>
      {type === 'RollingUpdate' && <BoundsPicture {...props} />}
      <GateFields {...props} />
    </Section>
  );
}

function BoundField({
  manifest,
  validation,
  set,
  label,
  path,
}: SectionProps & { label: string; path: readonly (string | number)[] }) {
  return (
    <Field label={label} error={validation.at(path)}>
      {(control) => (
        <TextInput
          {...control}
          mono
          placeholder="25%"
          value={manifest.readText(path)}
          onChange={(event) => set(path, numberOrText(event.target.value))}
        />
      )}
    </Field>
  );
}

/** What the two numbers come to with this many replicas. */
function BoundsPicture({ manifest, paths }: SectionProps) {
  const written = manifest.read(paths.replicas);
  const replicas = typeof written === 'number' && written >= 0 ? Math.min(written, 100_000) : 1;
  const count = (path: readonly (string | number)[]) => numberOrText(manifest.readText(path)) ?? '25%';
  const { floor, ceiling } = rolloutBounds({
    replicas,
    strategy: {
      type: 'RollingUpdate',
      maxSurge: count(paths.maxSurge),
      maxUnavailable: count(paths.maxUnavailable),
    },
  });
  if (!Number.isFinite(floor) || !Number.isFinite(ceiling)) return null;
  const at = (value: number) => `${(100 * value) / Math.max(1, ceiling)}%`;
  return (
    <div>
      <div
        aria-hidden="true"
        className="relative h-4 overflow-hidden rounded-control bg-raised"
        data-tone="canary"
      >
        <div data-cell className="absolute inset-y-0 left-0 bg-running-quiet" style={{ width: at(floor) }} />
        <div
          data-cell
          className="hatch absolute inset-y-0 opacity-70"
          style={{ left: at(replicas), right: 0 }}
        />
        <div className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: `calc(${at(replicas)} - 1px)` }} />
      </div>
      <p className="mt-1 text-dense text-ink-2">
        While it rolls out: never fewer than {floor} ready, never more than {ceiling} in all.
      </p>
    </div>
  );
}
