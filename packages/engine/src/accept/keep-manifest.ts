import type { Draft } from '../draft.ts';

/** Whether an apply brings another text than is kept of what it is about (rule RV15). */
export function isRewritten(draft: Draft, id: string, text: string | null | undefined): boolean {
  return text !== undefined && text !== (draft.state.get('manifests', id)?.text ?? null);
}

/** Keeps the text that something was written as, apart from its record: texts are large, and seldom looked at. */
export function keepManifest(draft: Draft, id: string, text: string | null | undefined): void {
  if (!isRewritten(draft, id, text)) return;
  if (typeof text === 'string') draft.put('manifests', { id, text });
  else dropManifest(draft, id);
}

/** It goes with what it is about. */
export function dropManifest(draft: Draft, id: string): void {
  if (draft.state.get('manifests', id) !== undefined) draft.remove('manifests', id);
}
