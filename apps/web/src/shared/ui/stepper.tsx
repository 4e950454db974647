import { Minus, Plus } from 'lucide-react';
import { Button } from './button.tsx';
import { TextInput } from './field.tsx';

/** A whole number with a button on each side. */
export function Stepper({
  value,
  onChange,
  min = 0,
  max = 100_000,
  label,
  id,
  autoFocus = false,
}: {
  value: number;
  onChange: (value: number) => void;
  min?: number;
  max?: number;
  label: string;
  id?: string;
  autoFocus?: boolean;
}) {
  const set = (next: number) => onChange(Math.min(max, Math.max(min, next)));
  return (
    <div className="flex items-center gap-1">
      <Button icon aria-label={`One ${label} fewer`} disabled={value <= min} onClick={() => set(value - 1)}>
        <Minus size={14} />
      </Button>
      <TextInput
        id={id}
        type="text"
        inputMode="numeric"
        autoFocus={autoFocus}
        onFocus={(event) => event.target.select()}
        aria-label={label}
        value={Number.isNaN(value) ? '' : String(value)}
        onChange={(event) => {
          const digits = event.target.value.replace(/\D/g, '');
          set(digits === '' ? min : Number(digits));
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowUp') set(value + 1);
          if (event.key === 'ArrowDown') set(value - 1);
        }}
        className="w-20 text-center"
      />
      <Button icon aria-label={`One ${label} more`} disabled={value >= max} onClick={() => set(value + 1)}>
        <Plus size={14} />
      </Button>
    </div>
  );
}
