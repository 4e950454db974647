import type { Page } from '@playwright/test';
import axe from 'axe-core';

/**
 * What axe finds wrong with the screen as it is, one line each. It is put into a page once: the screens of one load share
 * it, as half a megabyte of script for each would take longer than what it does.
 */
export async function faultsOf(page: Page, where: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(lookedAt);
  return found.map((fault) => `${where}: ${fault}`);
}

/** In the page. */
async function lookedAt(): Promise<string[]> {
  const { axe: there } = window as unknown as { axe: typeof axe };
  const { violations } = await there.run(document, { resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
  );
}
