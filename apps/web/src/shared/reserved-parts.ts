import { asWanted } from './format/quantity.ts';
import type { MeterPart } from './ui/meter.tsx';

/**
 * What is reserved on a meter: what of it is in use before what is not. What is in use beyond it is said in words: on the
 * bar it would hide what may still be placed. `used` null: not measured.
 */
export function reservedParts(
  { reserved, used }: { reserved: number; used: number | null },
  format: (amount: number, round?: typeof asWanted) => string,
): MeterPart[] {
  const inUse = Math.min(used ?? reserved, reserved);
  const kept = used === null ? `reserved ${format(reserved, asWanted)}` : `in use ${format(used)}`;
  return [
    { amount: inUse, className: 'bg-accent', label: kept },
    {
      amount: reserved - inUse,
      className: 'bg-accent/45',
      label: `reserved, not in use ${format(reserved - inUse)}`,
    },
  ];
}
