/**
 * Agents replace `$(NAME)` in commands and values and read `$$` as `$`, as Kubernetes does; Marathon leaves that to the
 * shell. Doubling the dollars that would mean something keeps a text as it was written.
 */
export const verbatim = (text: string): string =>
  text.replace(/\$+(?=\()|\${2,}/g, (dollars) => dollars + dollars);

/** Back to what was written. */
export const plain = (text: string): string => text.replaceAll('$$', () => '$');
