import { memo } from 'react';
import { formatPlural } from '../../shared/format/quantity.ts';
import { formatClockMs, formatDateTime } from '../../shared/format/time.ts';
import { shortTaskName } from '../../shared/short-name.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { ansiSpans, severityOf } from './ansi.ts';
import { foldJson } from './json-line.ts';
import type { ShownLine } from './log-buffer.ts';

export interface LogRowProps {
  line: ShownLine;
  wrap: boolean;
  /** Lines of several containers are mixed: each says whose it is, in its ink. null: they are of one. */
  taskInk: string | null;
  hideTime: boolean;
  /** The one that the link is about. */
  marked: boolean;
  onMark: (line: ShownLine) => void;
  /** So many lines of a stack trace belong below it. */
  below: number;
  onToggle: (id: number) => void;
}

/** One line of output. Text from outside is shown as text, whatever is in it. */
export const LogRow = memo(function LogRow({
  line,
  wrap,
  taskInk,
  hideTime,
  marked,
  onMark,
  below,
  onToggle,
}: LogRowProps) {
  if (line.stream === 'note')
    return (
      <div className="flex h-4.5 items-center gap-3 px-3 font-sans text-label text-ink-3 before:flex-1 before:border-t before:border-line after:flex-1 after:border-t after:border-line">
        <span className="truncate">{line.text}</span>
      </div>
    );
  const severity = severityOf(line.text);
  return (
    <div
      data-tone={severity ?? undefined}
      className={classNames(
        'flex gap-3 border-l-2 px-2.5 leading-4.5 hover:bg-raised',
        severity === null ? 'border-transparent forced-colors:border-[Canvas]' : 'border-tone',
        marked && 'bg-pressed forced-colors:outline-1 forced-colors:-outline-offset-1',
      )}
    >
      {line.atMs !== null && !hideTime && (
        <button
          type="button"
          tabIndex={-1}
          onClick={() => onMark(line)}
          title={`${formatDateTime(line.atMs)}. Click for a link to this line.`}
          className="shrink-0 cursor-pointer text-ink-3 select-none hover:text-accent max-md:hidden"
        >
          {formatClockMs(line.atMs)}
        </button>
      )}
      {taskInk !== null && (
        <span
          className={classNames('w-10 shrink-0 truncate select-none', taskInk)}
          title={line.revision > 0 ? `${line.taskName} · r${line.revision}` : line.taskName}
        >
          {shortTaskName(line.taskName)}
        </span>
      )}
      <span className={classNames('min-w-0', wrap ? 'wrap-anywhere whitespace-pre-wrap' : 'whitespace-pre')}>
        <LineText text={line.text} />
      </span>
      {below > 0 && (
        <button
          type="button"
          onClick={() => onToggle(line.id)}
          className="shrink-0 cursor-pointer rounded-control bg-raised px-1.5 font-sans text-label text-ink-2 select-none hover:bg-pressed"
        >
          {formatPlural(below, 'line')} of trace
        </button>
      )}
    </div>
  );
});

function LineText({ text }: { text: string }) {
  const folded = foldJson(text);
  if (folded === null)
    return ansiSpans(text).map((span, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never change places
      <span key={index} className={span.className}>
        {span.text}
      </span>
    ));
  return (
    <span title={text}>
      {folded.message}
      {folded.fields.map(({ name, value }) => (
        <span key={name} className="text-ink-3">
          {'  '}
          {name}=<span className="text-ink-2">{value}</span>
        </span>
      ))}
    </span>
  );
}
