import type { Page } from '@playwright/test';
import { deploy, expect, script, settled, signIn, test, withoutUndoWindow } from './stack.ts';

const name = 'heard';

const modes = [
  { title: 'light', media: { colorScheme: 'light' }, from: 2, to: 1 },
  { title: 'dark', media: { colorScheme: 'dark' }, from: 3, to: 2 },
  { title: 'forced colours', media: { colorScheme: 'dark', forcedColors: 'active' }, from: 4, to: 3 },
] as const;

test.describe
  .serial('F4.40 a rollback by keyboard alone, with what a screen reader is told', () => {
    for (const { title, media, from, to } of modes) {
      test(`in ${title}`, async ({ page, cluster }) => {
        await page.emulateMedia({ reducedMotion: 'reduce', ...media });
        await withoutUndoWindow(page);
        const at = (revision: number) => settled(cluster, name, 2, revision);
        if (from === 2) {
          await deploy(cluster, script(name, 2, 'exec sleep 3600'));
          await cluster.mutate('deployments.restart', { name, cause: 'to have a second revision' });
        }
        await at(from);
        await signIn(page, cluster);

        await page.keyboard.press('Control+k');
        await expect(page.getByRole('combobox', { name: /Search/ })).toBeFocused();
        await page.keyboard.type(name);
        await expect(page.getByRole('option', { name: new RegExp(`^${name}\\b`) }).first()).toBeVisible();
        await page.keyboard.press('Enter');
        await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

        await page.keyboard.press('r');
        const rail = page.getByRole('listbox', { name: 'Revisions' });
        const chosen = rail.getByRole('option', { selected: true });
        await expect(chosen).toHaveAccessibleName(new RegExp(`^Revision r${to}, .*by admin$`));
        await expect(page.getByRole('heading', { name: `Roll back to r${to}` })).toBeVisible();
        const confirm = page.getByRole('button', { name: `Replace 2 containers with r${to}` });
        await expect(confirm).toBeEnabled();
        await expect(page.getByRole('list', { name: 'Waves' })).toBeVisible();
        await expect(page.getByText(/^Stops 2 containers on .*lowest ready/)).toBeVisible();
        // The picture says in words what it shows, and its table has a row for each revision.
        await expect(
          page.getByRole('group', { name: `${from} revisions, 0 of them failed, 2 containers` }),
        ).toBeVisible();
        await expect(page.getByRole('table', { name: 'Revisions' }).getByRole('row')).toHaveCount(from + 1);

        // The focus can be seen, in whatever colours.
        for (let step = 0; step < 60; step += 1) {
          if (await rail.evaluate((element) => element === document.activeElement)) break;
          await page.keyboard.press('Tab');
          await expectVisibleFocus(page);
        }
        await expect(rail).toBeFocused();
        await page.keyboard.press('Home');
        await expect(page.getByRole('heading', { name: 'Roll back to r1' })).toBeVisible();
        for (let revision = 1; revision < to; revision += 1) await page.keyboard.press('ArrowRight');
        await expect(page.getByRole('heading', { name: `Roll back to r${to}` })).toBeVisible();
        await expect(confirm).toBeEnabled();
        await page.keyboard.press('Control+Enter');
        await at(from + 1);
        await expect(
          rail.getByRole('option', { name: new RegExp(`^Revision r${from + 1}, `) }),
        ).toBeAttached();
      });
    }
  });

/** Whatever has the focus has an outline that is drawn, or a frame of its own in its picture. */
async function expectVisibleFocus(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return 'nothing has the focus';
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(focused);
    if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && !/, 0\)$/.test(outlineColor))
      return 'seen';
    const frame = focused.querySelector(':scope > [data-focus]');
    const drawn = frame && getComputedStyle(frame);
    const isDrawn = drawn && Number(drawn.opacity) === 1 && drawn.stroke !== 'none';
    return isDrawn ? 'seen' : `not seen on ${focused.outerHTML.slice(0, 200)}`;
  });
  expect(seen).toBe('seen');
}
