import { Segmented } from '../../shared/ui/segmented.tsx';
import { type ShapeChoice, type ShapeKind, shapeChoices } from './hole-shape.ts';

const words: Record<ShapeKind, { label: string; unit: string; after: string }> = {
  memory: { label: 'Memory for each CPU', unit: ' GiB', after: 'memory per CPU' },
  disk: { label: 'Disk for each CPU', unit: ' GiB', after: 'disk per CPU' },
  gpus: { label: 'GPUs of a task', unit: '', after: 'GPUs' },
  ports: { label: 'Host ports of a task', unit: '', after: 'host ports' },
};

/** What the tasks are like whose largest hole is asked for. */
export function HoleFields({
  shape,
  kinds,
  onChange,
}: {
  shape: ShapeChoice;
  kinds: readonly ShapeKind[];
  onChange: (shape: ShapeChoice) => void;
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
      {kinds.map((kind) => (
        <div key={kind} className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Segmented
            label={words[kind].label}
            value={String(shape[kind])}
            onChange={(value) => onChange({ ...shape, [kind]: Number(value) })}
            choices={shapeChoices[kind].map((amount) => ({
              value: String(amount),
              label: amount === 0 ? 'No' : `${amount}${words[kind].unit}`,
            }))}
          />
          <span className="text-dense text-ink-3">{words[kind].after}</span>
        </div>
      ))}
    </div>
  );
}
