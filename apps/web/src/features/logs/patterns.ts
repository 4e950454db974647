import type { ShownLine } from './log-buffer.ts';

/** A kind of line: what stays the same when numbers, ids and quoted words are taken out. */
export interface Pattern {
  text: string;
  count: number;
  /** One of its lines, as it was written. */
  example: string;
}

const longestPattern = 200;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what starts a terminal's colours
const colours = /\u001b\[[0-9;]*m/g;

/** The kind that a line is of. */
export function patternOf(text: string): string {
  return text
    .slice(0, longestPattern)
    .replace(colours, '')
    .replace(/"(?:[^"\\]|\\.)*"(?=\s*:)|"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted, at, whole) =>
      /^\s*:/.test(whole.slice(at + quoted.length)) ? quoted : '"…"',
    )
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{12,}\b/gi, '#')
    .replace(/\d+(?:[.:]\d+)*/g, '#');
}

/** The kinds of lines that the newer revision writes and the older one does not, the most frequent first. */
export function newPatterns(
  lines: readonly ShownLine[],
  { older, newer }: { older: number; newer: number },
): Pattern[] {
  const known = new Set<string>();
  const found = new Map<string, Pattern>();
  for (const line of lines) {
    if (line.stream === 'note') continue;
    if (line.revision === older) known.add(patternOf(line.text));
    if (line.revision !== newer) continue;
    const text = patternOf(line.text);
    const pattern = found.get(text);
    if (pattern) pattern.count += 1;
    else found.set(text, { text, count: 1, example: line.text });
  }
  return [...found.values()].filter(({ text }) => !known.has(text)).sort((a, b) => b.count - a.count);
}
