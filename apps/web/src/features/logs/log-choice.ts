import { severityOf } from './ansi.ts';
import { lineMatcher, type ShownLine } from './log-buffer.ts';

/** What of the output is shown, and how: a link carries all of it. Absent: the usual. */
export interface LogChoice {
  /** Text, or `/a pattern/`. */
  q?: string | undefined;
  severity?: 'errors' | 'warnings' | undefined;
  revision?: number | undefined;
  /** The name of a task. */
  replica?: string | undefined;
  /** The name of one of a task's containers. */
  container?: string | undefined;
  stream?: 'stdout' | 'stderr' | undefined;
  /** Minutes back; absent: the newest lines. */
  since?: number | undefined;
  /** Minutes back, too: what came after is left out, and nothing is followed. */
  until?: number | undefined;
  /** The two newest revisions side by side. */
  split?: true | undefined;
  wrap?: true | undefined;
  /** Without the time before each line. */
  untimed?: true | undefined;
  /** `<task>@<milliseconds>` of one line. */
  line?: string | undefined;
}

export const lineId = ({ taskName, atMs }: ShownLine): string => `${taskName}@${atMs}`;

/** When the line of a link was written; null: it does not say. */
export function momentOfLine(line: string): number | null {
  const atMs = Number(/@(\d+)$/.exec(line)?.[1] ?? Number.NaN);
  return Number.isFinite(atMs) ? atMs : null;
}

/** Finds the line of a link, without a text made of each. */
export function isLineOf(link: string): (line: ShownLine) => boolean {
  const atMs = momentOfLine(link);
  const name = link.slice(0, link.lastIndexOf('@'));
  return (line) => line.atMs === atMs && line.taskName === name;
}

/** Whether a line is shown; null: what is looked for is not a pattern. Notes are, unless something is looked for. */
export function choiceMatcher(choice: LogChoice): ((line: ShownLine) => boolean) | null {
  const matches = lineMatcher(choice.q ?? '');
  if (matches === null) return null;
  const { severity, revision, replica, stream } = choice;
  return (line) => {
    const isNote = line.stream === 'note';
    if (isNote && (choice.q !== undefined || severity !== undefined)) return false;
    // Some notes are of no task.
    if (isNote && line.taskName === '') return true;
    if (revision !== undefined && line.revision !== revision) return false;
    if (replica !== undefined && line.taskName !== replica) return false;
    if (isNote) return true;
    if (stream !== undefined && line.stream !== stream) return false;
    if (severity !== undefined && !isAsSevere(line.text, severity)) return false;
    return matches(line);
  };
}

function isAsSevere(text: string, wanted: 'errors' | 'warnings'): boolean {
  const severity = severityOf(text);
  return severity === 'failed' || (wanted === 'warnings' && severity === 'pending');
}
