/**
 * Replaces `$(NAME)` by its value, as Kubernetes does in commands, arguments and environment: `$$(NAME)` stays as
 * `$(NAME)`, and a name nobody knows is left as it stands. No shell is involved.
 */
export function expandVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\$|\(([^()]*)\))/g, (whole, what: string, name: string | undefined) => {
    if (what === '$') return '$';
    return name !== undefined && Object.hasOwn(values, name) ? values[name]! : whole;
  });
}
