import { randomBytes } from 'node:crypto';
import { deploy, expect, script, settled, signIn, test } from './stack.ts';

test('a line of the audit opens and tells replicas before and after, and of a secret its key but no value', async ({
  page,
  cluster,
}) => {
  const value = `sealed-${randomBytes(16).toString('hex')}`;
  await deploy(cluster, script('audited', 1, 'exec sleep 3600'));
  await cluster.mutate('deployments.scale', { name: 'audited', replicas: 3 });
  await settled(cluster, 'audited', 3);
  await cluster.mutate('secrets.save', { manifest: { name: 'audited-key', data: { password: value } } });
  await signIn(page, cluster, '/audit');
  const lines = page.getByRole('table', { name: 'Audit' }).getByRole('row');
  const changed = page.getByRole('region', { name: 'What it changed' });

  await lines.filter({ hasText: 'default/audited' }).filter({ hasText: /scale/i }).first().click();
  await expect(page).toHaveURL(/peek=audit/);
  const replicas = changed.getByRole('row').filter({ hasText: /replicas/i });
  await expect(replicas.getByRole('cell')).toHaveText(['1', '3']);

  await lines.filter({ hasText: 'audited-key' }).first().click();
  await expect(changed).toContainText('audited-key');
  await expect(changed).toContainText('password');
  expect(await page.content()).not.toContain(value);
  expect(await page.content()).not.toContain(Buffer.from(value).toString('base64').replace(/=+$/, ''));
});
