import type { AnyRouter } from '@tanstack/react-router';
import { tinykeys } from 'tinykeys';
import { replica } from '../../live/cluster.ts';
import { mayActNow } from '../../live/hooks.ts';
import { toggleDock } from '../../shared/dock.ts';
import { focusFirstRow, isNowhere } from '../../shared/first-row.ts';
import { newestOf, withdraw } from '../../shared/intents/waiting-intents.ts';
import { isTyping, isWriting } from '../../shared/is-typing.ts';
import {
  deploymentNameOf,
  focusedSubject,
  parseSubject,
  type Subject,
  subjectText,
} from '../../shared/subject.ts';
import { useAppearance } from '../appearance.ts';
import { openCopy, openPalette, useShellDialogs } from './dialogs.ts';
import { peekedSubject, subjectOfScreen } from './screen-subject.ts';
import { openLogsOf, openTerminalIn } from './subject-acts.ts';

/** The keys that work everywhere. Returns what takes them away again. */
export function startShortcuts(router: AnyRouter): () => void {
  const idle = (act: () => void) => (event: KeyboardEvent) => {
    if (isTyping(event)) return;
    event.preventDefault();
    act();
  };
  const peek = (value: string | undefined) =>
    void router.navigate({ to: '.', search: (old: object) => ({ ...old, peek: value }) });
  const about = (act: (subject: Subject) => void) =>
    idle(() => {
      const subject = subjectNow(router);
      if (subject !== null) act(subject);
    });
  // On a deployment's own screen the screen hears these itself.
  const onRow = (place: RowPlace) => (event: KeyboardEvent) => {
    const subject = focusedSubject();
    if (subject?.kind !== 'deployment') return;
    // Where nothing can be done, no dialog begins it.
    const { namespace } = deploymentNameOf(subject.id);
    if (place.search?.panel !== undefined && !mayActNow([namespace])) return;
    idle(() => openPlace(router, subject, place))(event);
  };
  // On a button or a link the space bar presses it.
  const peekAtRow = (event: KeyboardEvent) => {
    const subject = focusedSubject();
    if (subject === null || !document.activeElement?.matches('[data-subject]')) return;
    idle(() => peek(subjectText(subject)))(event);
  };
  // Among a table's rows the table hears it; on a heading, as after sorting by one, it does not.
  const toFirstRow = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event)) return;
    if (document.activeElement?.closest('[role="rowgroup"]')) return;
    if (focusFirstRow()) event.preventDefault();
  };
  const downToFirstRow = (event: KeyboardEvent) => isNowhere() && toFirstRow(event);
  const keys = {
    '$mod+k': (event: KeyboardEvent) => {
      event.preventDefault();
      openPalette();
    },
    'Control+`': (event: KeyboardEvent) => {
      event.preventDefault();
      toggleDock();
    },
    'Shift+?': idle(() => useShellDialogs.setState({ open: 'keys' })),
    '[': idle(() => useAppearance.setState((state) => ({ railOpen: !state.railOpen }))),
    ']': idle(() => peek(undefined)),
    z: (event: KeyboardEvent) => !isWriting(event) && takeBackNewest(),
    l: about(openLogsOf),
    c: idle(() => openCopy(subjectNow(router))),
    s: onRow({ search: { panel: 'scale' } }),
    u: onRow({ search: { panel: 'image' } }),
    e: onRow({ below: '/config' }),
    r: onRow({ below: '/timeline' }),
    d: onRow({ below: '/compare' }),
    'Shift+T': about(openTerminalIn),
    w: about((subject) => subject.kind === 'container' && peek(`why:${subject.id}`)),
    Space: peekAtRow,
    j: toFirstRow,
    ArrowDown: downToFirstRow,
  };
  // Each key says itself whether it is one while something is typed: Ctrl K is, also in a filter line.
  const ignore = (event: KeyboardEvent) => event.repeat || event.isComposing;
  const stops = [tinykeys(window, keys, { ignore }), followRows(router)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** An open peek goes along with the focus from row to row; Back closes it all the same. */
function followRows(router: AnyRouter): () => void {
  const follow = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement) || !target.matches('[data-subject]')) return;
    const [next, open] = [focusedSubject(), parseSubject(peekOf(router))];
    if (next === null || open?.kind !== next.kind || open.id === next.id) return;
    const search = (old: object) => ({ ...old, peek: subjectText(next) });
    void router.navigate({ to: '.', search, replace: true });
  };
  document.addEventListener('focusin', follow);
  return () => document.removeEventListener('focusin', follow);
}

const peekOf = (router: AnyRouter): string | undefined =>
  (router.state.location.search as { peek?: string }).peek;

/** Where a key leads that is pressed on a deployment's row. */
interface RowPlace {
  below?: '' | '/config' | '/timeline' | '/compare';
  search?: Record<string, string>;
}

function openPlace(router: AnyRouter, { id }: Subject, { below = '', search = {} }: RowPlace): void {
  const to = `/deployments/$namespace/$name${below}`;
  void router.navigate({ to, params: deploymentNameOf(id), search });
}

function takeBackNewest(): void {
  const waiting = [...replica.tables.intents.values()].filter(({ state }) => state === 'waiting');
  const newest = newestOf(waiting);
  if (newest !== undefined) void withdraw(newest);
}

/** What a key is about: the row that has the focus, else what the right panel shows, else the screen. */
function subjectNow(router: AnyRouter): Subject | null {
  return focusedSubject() ?? peekedSubject(peekOf(router)) ?? subjectOfScreen(router);
}
