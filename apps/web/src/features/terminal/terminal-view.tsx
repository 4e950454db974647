import type { Person } from '@gantry/client';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { attachedWords } from './attached-words.ts';
import { type LinkState, TerminalLink } from './terminal-link.ts';
import { terminalTheme } from './terminal-theme.ts';

export interface TerminalViewProps {
  task: string;
  container: string;
  command?: readonly string[] | undefined;
  session?: string | null;
  onSession?: (session: string | null) => void;
  /** Puts the focus somewhere else: the terminal itself takes every other key. */
  onLeave?: () => void;
}

/** A terminal in a running container or process. What is drawn comes from outside and is drawn as a terminal draws. */
export default function TerminalView(props: TerminalViewProps) {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<LinkState>({ kind: 'connecting' });
  const [people, setPeople] = useState<readonly Person[]>([]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Screen
        key={round}
        {...props}
        session={round === 0 ? (props.session ?? null) : null}
        onState={setState}
        onPeople={setPeople}
      />
      <div
        role="status"
        className="flex min-h-8 flex-wrap items-center gap-x-3 border-t border-line px-3 py-1 text-dense text-ink-2"
      >
        <LinkWords state={state} />
        <span>{attachedWords(people)}</span>
        {state.kind === 'ended' ? (
          <Button className="ml-auto" onClick={() => setRound(round + 1)}>
            Open again
          </Button>
        ) : (
          <span className="ml-auto text-ink-3 max-md:hidden">Ctrl ` leaves the terminal</span>
        )}
      </div>
    </div>
  );
}

function LinkWords({ state }: { state: LinkState }) {
  switch (state.kind) {
    case 'connecting':
      return <Words tone="progress">Opening</Words>;
    case 'open':
      return <Words tone="running">Open</Words>;
    case 'lost':
      return <Words tone="pending">Connection lost; the program goes on. Trying again.</Words>;
    case 'ended':
      if (state.error !== null) return <Words tone="failed">{state.error}</Words>;
      return (
        <Words tone={state.exitCode ? 'failed' : 'stopped'}>
          {state.exitCode === null ? 'Closed' : `Ended with exit code ${state.exitCode}`}
        </Words>
      );
  }
}

function Words({
  tone,
  children,
}: {
  tone: 'progress' | 'running' | 'pending' | 'failed' | 'stopped';
  children: React.ReactNode;
}) {
  return (
    <span data-tone={tone} className="inline-flex items-center gap-1.5 text-tone-ink">
      <StateGlyph tone={tone} />
      {children}
    </span>
  );
}

type ScreenProps = TerminalViewProps & {
  onState: (state: LinkState) => void;
  onPeople: (people: readonly Person[]) => void;
};

function Screen(props: ScreenProps) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (place.current === null) return;
    return openTerminal(place.current, latest.current, () => latest.current.onLeave?.());
  }, []);
  return <div ref={place} className="min-h-0 flex-1 overflow-hidden bg-panel px-2 pt-1" />;
}

const isStill = (): boolean =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ||
  document.documentElement.dataset.motion === 'reduced';

const fontSize = 13;

/** Draws a terminal into the place and connects it. Returns what ends the program and takes the picture away. */
function openTerminal(place: HTMLElement, props: ScreenProps, leave: () => void): () => void {
  const terminal = new Terminal({
    fontFamily: 'ui-monospace, monospace',
    fontSize,
    scrollback: 10_000,
    cursorBlink: !isStill(),
    screenReaderMode: document.documentElement.dataset.terminal === 'read',
    minimumContrastRatio: 4.5,
    theme: terminalTheme(),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(place);
  fit.fit();
  // A terminal measures its letters when it is told of a font, so the font has to be there by then.
  void document.fonts.load(`${fontSize}px 'Geist Mono'`).then(() => {
    if (!place.isConnected) return;
    terminal.options.fontFamily = "'Geist Mono', ui-monospace, monospace";
    fit.fit();
  });
  const link = new TerminalLink({
    task: props.task,
    container: props.container,
    command: props.command,
    session: props.session ?? null,
    size: { columns: terminal.cols, rows: terminal.rows },
    onBytes: (bytes) => terminal.write(bytes),
    onState: (state) => props.onState(state),
    onPeople: (people) => props.onPeople(people),
    onSession: (session) => props.onSession?.(session),
  });
  terminal.onData((text) => link.write(text));
  terminal.onResize(({ cols, rows }) => link.resize(cols, rows));
  // Without a way out the keyboard would be trapped: the terminal takes Tab and Escape.
  terminal.attachCustomKeyEventHandler((event) => {
    if (!(event.ctrlKey && event.key === '`')) return true;
    if (event.type === 'keydown') leave();
    return false;
  });
  const sizes = new ResizeObserver(() => place.offsetHeight > 0 && fit.fit());
  sizes.observe(place);
  const themes = new MutationObserver(() => {
    terminal.options.theme = terminalTheme();
  });
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  terminal.focus();
  return () => {
    sizes.disconnect();
    themes.disconnect();
    link.end();
    terminal.dispose();
  };
}
