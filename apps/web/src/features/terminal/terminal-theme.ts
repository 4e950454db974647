import type { ITheme } from '@xterm/xterm';

/** The terminal's colours from the dashboard's tokens as they are painted now. */
export function terminalTheme(): ITheme {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string) => tokens.getPropertyValue(`--${name}`).trim();
  const inks = {
    red: token('failed-ink'),
    green: token('running-ink'),
    yellow: token('pending-ink'),
    blue: token('progress-ink'),
    magenta: token('draining-ink'),
    cyan: token('canary-ink'),
    white: token('text2'),
  };
  const bright = Object.entries(inks).map(([name, value]) => [
    `bright${name[0]!.toUpperCase()}${name.slice(1)}`,
    value,
  ]);
  return {
    background: token('bg1'),
    foreground: token('text1'),
    cursor: token('accent'),
    cursorAccent: token('bg1'),
    selectionBackground: token('bg3'),
    black: token('text3'),
    brightBlack: token('text3'),
    ...inks,
    ...Object.fromEntries(bright),
  };
}
