const minute = 60_000;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880].map((minutes) => minutes * minute);

/** Round moments of a span, as many as there is room for. */
export function ticksOf(fromAtMs: number, toAtMs: number, most: number): number[] {
  const step = steps.find((one) => (toAtMs - fromAtMs) / one <= most) ?? steps.at(-1)!;
  const first = Math.ceil(fromAtMs / step) * step;
  const count = Math.max(0, Math.floor((toAtMs - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step);
}
