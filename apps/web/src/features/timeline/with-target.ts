interface Chosen {
  /** The revision to go back to; undefined: none is chosen. */
  rev?: number | undefined;
  /** `then`: with as many containers as that one had. */
  size?: 'then' | undefined;
}

/** With another revision to go back to. How many containers to restore is a choice of one revision. */
export function withTarget<S extends Chosen>(search: S, rev: number | null): S {
  const next = rev ?? undefined;
  return { ...search, rev: next, size: next === search.rev ? search.size : undefined };
}
