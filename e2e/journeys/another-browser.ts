import type { Cluster } from '@gantry/bench/cluster';
import type { Browser, Page } from '@playwright/test';
import { expect, listen, open } from './stack.ts';

/** Signs in with a token, as its owner does: in the form. */
export async function inAnotherBrowser(
  browser: Browser,
  { cluster, token, faults }: { cluster: Cluster; token: string; faults: string[] },
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  listen(page, faults);
  await open(page, `${cluster.url}/sign-in`);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('[role="status"]', { hasText: 'Live' }).first()).toBeVisible();
  return page;
}
