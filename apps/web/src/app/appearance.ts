import { create } from 'zustand';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export const densities = ['compact', 'default', 'comfortable'] as const;
export const motions = ['system', 'reduced'] as const;
export type Motion = (typeof motions)[number];
export type Density = (typeof densities)[number];

interface Appearance {
  theme: Theme;
  density: Density;
  railOpen: boolean;
  /** Single letters act. Off for those who speak to their computer (WCAG 2.1.4). */
  singleKeys: boolean;
  motion: Motion;
  /** What is well is faint on the map, so that trouble is what is seen. */
  quietHealthy: boolean;
  /** Terminals keep a text that screen readers follow. */
  screenReaderTerminal: boolean;
}

/** `public/appearance.js` reads the same key before the first paint. */
const storageKey = 'gantry.appearance';
const initial: Appearance = {
  theme: 'system',
  density: 'default',
  railOpen: false,
  singleKeys: true,
  motion: 'system',
  quietHealthy: true,
  screenReaderTerminal: false,
};

function load(): Appearance {
  try {
    return { ...initial, ...JSON.parse(localStorage.getItem(storageKey) ?? '{}') };
  } catch {
    return initial;
  }
}

export const useAppearance = create<Appearance>(load);

const systemDark = matchMedia('(prefers-color-scheme: dark)');
/** The ground is the system's then, and what keeps its own colours has to be read on it. */
const systemForces = matchMedia('(forced-colors: active)');

function paint(appearance: Appearance): void {
  const { theme, density, motion, quietHealthy, singleKeys, screenReaderTerminal } = appearance;
  const root = document.documentElement;
  const isSystems = theme === 'system' || systemForces.matches;
  root.dataset.theme = isSystems ? (systemDark.matches ? 'dark' : 'light') : theme;
  root.dataset.density = density;
  root.dataset.motion = motion;
  root.dataset.quiet = quietHealthy ? 'on' : 'off';
  root.dataset.singleKeys = singleKeys ? 'on' : 'off';
  root.dataset.terminal = screenReaderTerminal ? 'read' : 'drawn';
}

export function startAppearance(): void {
  paint(useAppearance.getState());
  for (const system of [systemDark, systemForces])
    system.addEventListener('change', () => paint(useAppearance.getState()));
  useAppearance.subscribe((state) => {
    paint(state);
    localStorage.setItem(storageKey, JSON.stringify(state));
  });
}
