/**
 * What a key or a panel is about: `container:<id>`, `deployment:<namespace>/<name>`, `node:<name>` or `offer:<id>`. A job,
 * `<namespace>/<name>`, has no panel: only its own screen is about it.
 */
export interface Subject {
  kind: 'container' | 'deployment' | 'job' | 'node' | 'offer';
  id: string;
}

export const subjectText = ({ kind, id }: Subject): string => `${kind}:${id}`;

export function parseSubject(text: string | undefined): Subject | null {
  const [, kind, id] = /^(container|deployment|node|offer):(.+)$/.exec(text ?? '') ?? [];
  return kind && id ? { kind: kind as Subject['kind'], id } : null;
}

/** `namespace/name`, taken apart. */
export function deploymentNameOf(id: string): { namespace: string; name: string } {
  const at = id.indexOf('/');
  return { namespace: id.slice(0, at), name: id.slice(at + 1) };
}

/** The row that has the focus, if it is about something. */
export function focusedSubject(): Subject | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-subject]');
  return parseSubject(row?.dataset.subject);
}
