import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef, useState } from 'react';
import { Notice } from '../ui/notice.tsx';
import { whyTooLong } from './text-size.ts';

export interface EditorFault {
  from: number;
  to: number;
  message: string;
}

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '0.75rem', backgroundColor: 'var(--bg1)', color: 'var(--text1)' },
  '.cm-scroller': { fontFamily: 'var(--font-mono, "Geist Mono", monospace)', lineHeight: '1.25rem' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '8px 0' },
  '.cm-gutters': { backgroundColor: 'var(--bg1)', color: 'var(--text3)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--bg2) 60%, transparent)' },
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused .cm-cursor': { borderLeftColor: 'var(--accent)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 24%, transparent) !important',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--failed)',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--bg1)',
    border: '1px solid var(--border)',
    borderRadius: '6px',
    color: 'var(--text1)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--failed)' },
});

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.definition(tags.propertyName), color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--running-ink)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--degraded-ink)' },
  { tag: tags.comment, color: 'var(--text3)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--text2)' },
]);

/** Ctrl Enter is the page's: it does what the main button says. */
const pageKeymap = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter');

/** YAML with line numbers and faults in the margin. The text belongs to the caller. */
export default function YamlEditor({
  value,
  onChange,
  faults = [],
  label,
}: {
  value: string;
  /** Absent: read only. */
  onChange?: (value: string) => void;
  faults?: readonly EditorFault[];
  label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  const readOnly = onChange === undefined;
  const [tooLong, setTooLong] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; later values come by the effect below
  useEffect(() => {
    if (place.current === null) return;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: value,
        extensions: extensions({ label, readOnly, changed, setTooLong }),
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label, readOnly]);

  useEffect(() => {
    const editor = view.current;
    const shown = editor?.state.doc.toString();
    if (editor === null || shown === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const end = editor.state.doc.length;
    const diagnostics = faults.map(({ from, to, message }) => ({
      from: Math.min(from, end),
      to: Math.min(to, end),
      message,
      severity: 'error' as const,
    }));
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [faults]);

  return (
    <div className="flex h-full min-h-0 flex-col overflow-hidden">
      <div ref={place} className="min-h-0 flex-1 overflow-hidden" />
      {tooLong !== null && (
        <Notice tone="failed" title="This was not put in" className="m-2 shrink-0" live>
          {tooLong}
        </Notice>
      )}
    </div>
  );
}

function extensions({
  label,
  readOnly,
  changed,
  setTooLong,
}: {
  label: string;
  readOnly: boolean;
  changed: { current: ((value: string) => void) | undefined };
  setTooLong: (why: string | null) => void;
}) {
  return [
    lineNumbers(),
    history(),
    yaml(),
    syntaxHighlighting(highlight),
    theme,
    EditorState.tabSize.of(2),
    EditorState.readOnly.of(readOnly),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    // Tab would trap the keyboard: it indents only after something was typed there, and Escape lets go.
    keymap.of([...pageKeymap, ...historyKeymap, { ...indentWithTab, preventDefault: false }]),
    ...(readOnly ? [] : [highlightActiveLine(), lintGutter()]),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      setTooLong(null);
      changed.current?.(update.state.doc.toString());
    }),
    refuseTooLong(setTooLong),
  ];
}

/** What a person types or pastes is not put in where the text would be too long; a long one that is there may shrink. */
function refuseTooLong(tell: (why: string) => void) {
  return EditorState.transactionFilter.of((transaction) => {
    const { newDoc, startState } = transaction;
    if (!transaction.isUserEvent('input') || newDoc.length <= startState.doc.length) return transaction;
    const why = whyTooLong(newDoc.toString());
    if (why === null) return transaction;
    tell(why);
    return [];
  });
}
