import { formatDateTime } from '../../shared/format/time.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import type { ShownLine } from './log-buffer.ts';
import { type LogChoice, momentOfLine } from './log-choice.ts';
import { useLinkedLine } from './use-linked-line.ts';
import type { OlderLines } from './use-logs.ts';

/** Reads back to the line that the link is about, and says so where it is kept no more. */
export function LinkedLineNotice({
  choice,
  lines,
  older,
  onLeave,
}: {
  choice: LogChoice;
  lines: readonly ShownLine[];
  older: OlderLines;
  /** Forgets the line. */
  onLeave: () => void;
}) {
  const { line } = choice;
  const linked = useLinkedLine(line, lines, older);
  if (line === undefined || linked !== 'missing') return null;
  return (
    <Notice
      tone="pending"
      title="The line that the link is about is not there"
      action={<Button onClick={onLeave}>Without the line</Button>}
    >
      {missingText(momentOfLine(line), choice)}
    </Notice>
  );
}

function missingText(atMs: number | null, { container, since, until }: LogChoice): string {
  if (atMs === null) return 'The link does not say when it was written.';
  if ([container, since, until].some((one) => one !== undefined))
    return `It was written at ${formatDateTime(atMs)}. It may be outside of the time or the container that is chosen.`;
  return `It was written at ${formatDateTime(atMs)}. Lines of then are kept no more, or are too far back to be shown.`;
}
