import type { RailMark } from './rail-detail.ts';

const pillTextPixels = 30;
const bucketHeight = 18;

type FoldMark = Extract<RailMark, { kind: 'run' | 'bucket' }>;

/** Several ordinary revisions, to be looked into by a press; by keyboard each of them is still gone through. */
export function Fold({ mark, y, onZoom }: { mark: FoldMark; y: number; onZoom: () => void }) {
  const { x, width } = mark;
  const words = foldWords(mark);
  return (
    <g
      role="option"
      aria-selected={false}
      aria-label={words}
      data-tone={mark.kind === 'bucket' ? mark.worst.state.tone : undefined}
      transform={`translate(${x} ${y})`}
      onClick={onZoom}
      className="cursor-zoom-in"
    >
      <title>{words}</title>
      {mark.kind === 'bucket' ? <Bar mark={mark} /> : <Pill mark={mark} />}
      <rect x={-width / 2} y={-20} width={width} height={40} className="fill-transparent" />
    </g>
  );
}

/** How many, which, and of a bucket what the worst of them came to, which its colour alone would say. */
export function foldWords(mark: FoldMark): string {
  const { count, first, last } = mark;
  const words = `${count} revisions, r${first.entry.number} to r${last.entry.number}`;
  return mark.kind === 'bucket' ? `${words}, the worst ${mark.worst.state.word}` : words;
}

function Bar({ mark: { width, worst } }: { mark: Extract<RailMark, { kind: 'bucket' }> }) {
  const { tone, glyph } = worst.state;
  const height = tone === 'failed' || glyph === 'aborted' ? bucketHeight : bucketHeight / 2;
  const bar = Math.max(1, width - 2);
  return <rect x={-bar / 2} y={-height / 2} width={bar} height={height} rx={1} className="fill-tone" />;
}

function Pill({ mark: { width, count } }: { mark: FoldMark }) {
  return (
    <>
      <rect
        x={-width / 2 + 1}
        y={-7}
        width={Math.max(2, width - 2)}
        height={14}
        rx={7}
        className="fill-raised stroke-line"
      />
      {width >= pillTextPixels && (
        <text y={4} textAnchor="middle" className="fill-ink-3 text-label">
          ×{count}
        </text>
      )}
    </>
  );
}
