import { describe, expect, it } from 'vitest';
import { playScenario } from './testing/scenario/scenario.ts';

/** The texts of `packages/engine/scenarios`, by path: Vite reads them, as the engine knows no file system. */
const scenarios = (
  import.meta as unknown as {
    glob(pattern: string, how: { query: string; import: string; eager: true }): Record<string, string>;
  }
).glob('../scenarios/*.txt', { query: '?raw', import: 'default', eager: true });

describe('scenarios', () => {
  it.each(Object.entries(scenarios))('%s', async (path, text) => {
    await expect(playScenario(text)).toMatchFileSnapshot(path);
  });
});
