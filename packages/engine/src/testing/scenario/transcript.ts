/**
 * A scenario is text: blocks of commands, `----`, and what came of them, with a blank line between blocks. Lines that
 * begin with `#` say why and are kept. The output is rewritten by `vitest -u` and reviewed as a difference.
 */
export interface Block {
  /** Comments and commands, as they stand. */
  input: string[];
}

export function parseTranscript(text: string): Block[] {
  return text
    .split(/\n{2,}/)
    .map((block) => block.split('\n----')[0] ?? '')
    .map((input) => ({ input: input.split('\n').filter((line) => line !== '') }))
    .filter(({ input }) => input.length > 0);
}

export const isCommand = (line: string) => !line.startsWith('#');

/** A block without commands (a comment that stands alone) has no output. */
export function formatBlock({ input }: Block, output: readonly string[]): string {
  return input.some(isCommand) ? [...input, '----', ...output].join('\n') : input.join('\n');
}

export function formatTranscript(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`;
}

/** `deploy web image=v1 replicas=3` as its words and its settings. */
export interface Words {
  words: string[];
  settings: Map<string, string>;
}

export function parseWords(line: string): Words {
  const tokens = line.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  const settings = new Map<string, string>();
  const words: string[] = [];
  for (const token of tokens) {
    const at = token.indexOf('=');
    if (at < 0) words.push(token);
    else settings.set(token.slice(0, at), token.slice(at + 1).replaceAll('"', ''));
  }
  return { words, settings };
}

/** `500ms`, `10s`, `2m`, `1h` in milliseconds. */
export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (!match) throw new Error(`\`${text}\` is no duration such as 500ms, 10s, 2m or 1h`);
  const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] as 'ms' | 's' | 'm' | 'h'];
  return Number(match[1]) * unitMs;
}
