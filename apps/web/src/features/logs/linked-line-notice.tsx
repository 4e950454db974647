import { formatDateTime } from '../../shared/format/time.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import type { ShownLine } from './log-buffer.ts';
import { momentOfLine } from './log-choice.ts';
import { useLinkedLine } from './use-linked-line.ts';
import type { OlderLines } from './use-logs.ts';

/** Reads back to the line that the link is about, and says so where it is kept no more. */
export function LinkedLineNotice({
  line,
  lines,
  older,
  onLeave,
}: {
  line: string | undefined;
  lines: readonly ShownLine[];
  older: OlderLines;
  /** Forgets the line. */
  onLeave: () => void;
}) {
  const linked = useLinkedLine(line, lines, older);
  if (line === undefined || linked !== 'missing') return null;
  return (
    <Notice
      tone="pending"
      title="The line that the link is about is not there"
      action={<Button onClick={onLeave}>Without the line</Button>}
    >
      {missingText(momentOfLine(line))}
    </Notice>
  );
}

function missingText(atMs: number | null): string {
  if (atMs === null) return 'The link does not say when it was written.';
  return `It was written at ${formatDateTime(atMs)}. Lines of then are kept no more, or are too far back to be shown.`;
}
