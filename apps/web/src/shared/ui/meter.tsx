import { classNames } from './class-names.ts';

export interface MeterPart {
  amount: number;
  /** A tone's colour, or `free`-like neutral when absent. */
  className: string;
  label: string;
}

/** A stacked horizontal bar. What is not covered is free. */
export function Meter({
  parts,
  total,
  label,
  className,
}: {
  parts: MeterPart[];
  total: number;
  label: string;
  className?: string;
}) {
  return (
    <div
      role="img"
      aria-label={label}
      className={classNames('flex h-2 gap-px overflow-hidden rounded-control bg-pressed', className)}
    >
      {parts
        .filter((part) => part.amount > 0)
        .map((part) => (
          <div
            key={part.label}
            data-cell
            title={part.label}
            className={classNames('h-full min-w-0.5', part.className)}
            style={{ width: `${total > 0 ? Math.min(100, (100 * part.amount) / total) : 0}%` }}
          />
        ))}
    </div>
  );
}
