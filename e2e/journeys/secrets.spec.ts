import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { deploy, expect, open, script, settled, signIn, test } from './stack.ts';

/** Values that are nowhere else, so that one which is found in the browser's memory has leaked. */
const saved = `saved-${randomBytes(16).toString('hex')}`;
const typed = `typed-${randomBytes(16).toString('hex')}`;

/** Everything that the page's engine holds after its garbage is collected. */
async function memoryOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
}

const formsOf = (value: string) => [value, Buffer.from(value).toString('base64').replace(/=+$/, '')];
const holds = (memory: string, value: string) => formsOf(value).some((form) => memory.includes(form));

test('a secret’s value is never in the browser’s memory but while it is typed', async ({ page, cluster }) => {
  const manifest = { name: 'guarded', data: { password: saved, note: 'plain' } };
  await cluster.mutate('secrets.save', { manifest });
  const reader = script('reads-secret', 1, 'exec sleep 3600');
  const [container] = reader.template.containers;
  const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'guarded', key: 'password' } } }];
  await deploy(cluster, {
    ...reader,
    template: {
      ...reader.template,
      containers: [{ ...container!, env, volumeMounts: [{ name: 'files', mountPath: '/run/guarded' }] }],
      volumes: [{ name: 'files', secret: { secretName: 'guarded' } }],
    },
  });
  const [task] = await settled(cluster, 'reads-secret', 1);

  await signIn(page, cluster, '/configuration/secrets');
  await expect(page.getByRole('link', { name: 'guarded' })).toBeVisible();
  await page.getByRole('link', { name: 'guarded' }).click();
  await expect(page.getByRole('heading', { name: 'guarded', level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'reads-secret' }).first()).toBeVisible();
  const seen = await memoryOf(page);
  expect(seen).toContain('guarded');
  expect(holds(seen, saved)).toBe(false);

  await page.getByRole('button', { name: /^Edit/ }).click();
  await page.getByRole('button', { name: 'Replace' }).last().click();
  await page.getByRole('textbox', { name: 'Value' }).fill(typed);
  expect(holds(await memoryOf(page), typed)).toBe(true);
  await page.getByRole('button', { name: 'Save version 2' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.getByRole('link', { name: 'reads-secret' }).first().click();
  await expect(page).toHaveURL(/\/deployments\/default\/reads-secret/);
  // The same page still: nothing of it was loaded anew since the value was typed.
  const after = await memoryOf(page);
  expect(holds(after, saved)).toBe(false);
  expect(holds(after, typed)).toBe(false);
  for (const path of ['/deployments/default/reads-secret/config', `/containers/${task!.id}`])
    await open(page, cluster.url + path);
  await expect(page.locator('[role="status"]', { hasText: 'Live' }).first()).toBeVisible();
  const later = await memoryOf(page);
  expect([saved, typed].map((value) => holds(later, value))).toEqual([false, false]);
});
