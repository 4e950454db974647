import { asWanted } from './format/quantity.ts';
import type { MeterPart } from './ui/meter.tsx';

/**
 * What is reserved on a meter: what of it is in use before what is not, which is paler. What is in use beyond it is said in
 * words: on the bar it would hide what may still be placed. `used` null: not measured, so none of it is drawn as in use.
 */
export function reservedParts(
  { reserved, used }: { reserved: number; used: number | null },
  format: (amount: number, round?: typeof asWanted) => string,
): MeterPart[] {
  const pale = 'bg-accent/45';
  if (used === null)
    return [{ amount: reserved, className: pale, label: `reserved ${format(reserved, asWanted)}` }];
  const inUse = Math.min(used, reserved);
  return [
    { amount: inUse, className: 'bg-accent', label: `in use ${format(used)}` },
    { amount: reserved - inUse, className: pale, label: `reserved, not in use ${format(reserved - inUse)}` },
  ];
}
