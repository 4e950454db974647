/** A command line as its words, and back. Quotes keep spaces; nothing is expanded, as there is no shell. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double?.replace(/\\(["\\])/g, '$1') ?? single ?? plain ?? '',
  );
}

export function lineOf(words: readonly string[]): string {
  return words
    .map((word) => (word !== '' && !/[\s"']/.test(word) ? word : `"${word.replace(/(["\\])/g, '\\$1')}"`))
    .join(' ');
}
