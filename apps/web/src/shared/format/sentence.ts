/** What a program or a runtime said, as a sentence among others: with a capital and a stop. A name keeps its letters. */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const begun = /^[a-z]+[ ,]/.test(trimmed) ? `${trimmed[0]!.toUpperCase()}${trimmed.slice(1)}` : trimmed;
  return /[.!?…:)]$/.test(begun) ? begun : `${begun}.`;
}
