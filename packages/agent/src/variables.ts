const reference = /\$(\$|\(([^()]*)\))/g;

/**
 * Replaces `$(NAME)` by its value, as Kubernetes does in commands, arguments and environment: `$$(NAME)` stays as
 * `$(NAME)`, and a name nobody knows is left as it stands. No shell is involved.
 */
export function expandVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(reference, (whole, what: string, name: string | undefined) => {
    if (what === '$') return '$';
    return name !== undefined && Object.hasOwn(values, name) ? values[name]! : whole;
  });
}

/** The first name that the text refers to and nobody knows; null: none. */
export function unknownVariable(text: string, values: Readonly<Record<string, string>>): string | null {
  for (const [, , name] of text.matchAll(reference)) {
    if (name !== undefined && !Object.hasOwn(values, name)) return name;
  }
  return null;
}
