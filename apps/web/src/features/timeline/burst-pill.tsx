import { worstOf } from './buckets.ts';
import { type Burst, burstWords } from './bursts.ts';

const leastPixels = 30;

/** A burst as one mark with its count. A press opens it, and so does choosing one of its revisions with the arrows. */
export function BurstPill({
  burst,
  x,
  y,
  width,
  onOpen,
}: {
  burst: Burst;
  x: number;
  y: number;
  width: number;
  onOpen: () => void;
}) {
  const words = burstWords(burst);
  const pill = Math.min(56, Math.max(leastPixels, width - 4));
  return (
    <g
      role="option"
      aria-selected={false}
      aria-label={`Folded: ${words}`}
      data-burst={burst.length}
      data-tone={worstOf(burst).state.tone}
      transform={`translate(${x} ${y})`}
      onClick={onOpen}
      className="cursor-zoom-in"
    >
      <title>{words}</title>
      <rect x={-pill / 2} y={-9} width={pill} height={18} rx={9} className="fill-panel" />
      <rect x={-pill / 2} y={-9} width={pill} height={18} rx={9} className="fill-tone-tint stroke-tone" />
      <text y={4} textAnchor="middle" className="fill-tone-ink text-label">
        ×{burst.length}
      </text>
      <rect
        x={-Math.max(pill, width) / 2}
        y={-20}
        width={Math.max(pill, width)}
        height={40}
        className="fill-transparent"
      />
    </g>
  );
}
