/** A piece of a line in one style. The text is shown as text, whatever is in it. */
export interface Span {
  text: string;
  className: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what starts a terminal's sequences
const sequence = /\u001b\[([0-9;]*)([A-Za-z])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;

/** The terminal's eight colours as the nearest of the theme's inks. */
const inks: Record<number, string> = {
  1: 'text-(--failed-ink)',
  2: 'text-(--running-ink)',
  3: 'text-(--pending-ink)',
  4: 'text-(--progress-ink)',
  5: 'text-(--draining-ink)',
  6: 'text-(--canary-ink)',
  7: 'text-ink-2',
};

/** Cuts a line at its colour sequences; other control sequences are left out. */
export function ansiSpans(line: string): Span[] {
  if (!line.includes('\u001b')) return [{ text: line, className: '' }];
  const spans: Span[] = [];
  let className = '';
  let from = 0;
  for (const match of line.matchAll(sequence)) {
    if (match.index > from) spans.push({ text: line.slice(from, match.index), className });
    from = match.index + match[0].length;
    if (match[2] === 'm') className = styleAfter(className, match[1] ?? '');
  }
  if (from < line.length) spans.push({ text: line.slice(from), className });
  return spans;
}

function styleAfter(last: string, codes: string): string {
  let style = last;
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) style = '';
    else if (code === 1) style = `${style} font-semibold`;
    else if (code === 39) style = '';
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) style = inks[code % 10] ?? '';
  }
  return style.trim();
}

/** The end of a line's level word, for a coloured edge: errors and warnings only. */
export function severityOf(text: string): 'failed' | 'pending' | null {
  const head = text.slice(0, 160);
  if (/\b(error|fatal|panic|critical|exception)\b|"level":"(error|fatal)"/i.test(head)) return 'failed';
  return /\bwarn(ing)?\b/i.test(head) ? 'pending' : null;
}
