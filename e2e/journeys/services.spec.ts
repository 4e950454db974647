import { ownCertificate } from '@gantry/network/own-certificate';
import { deploy, expect, script, signIn, test, withoutUndoWindow } from './stack.ts';

test.beforeEach(async ({ page }) => await withoutUndoWindow(page));

test('makes a service by host and path with a certificate, and hears when that is gone', async ({
  page,
  cluster,
}) => {
  const [name, secret] = ['shopfront', 'shopfront-tls'];
  await deploy(cluster, script(name, 1, 'exec sleep 3600'));
  const { certificate, key } = await ownCertificate('shopfront.example');
  const manifest = { name: secret, type: 'tls', data: { 'tls.crt': certificate, 'tls.key': key } };
  await cluster.mutate('secrets.save', { manifest });
  await signIn(page, cluster, '/services');
  await page.getByRole('button', { name: 'New service' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Deployment').selectOption(`default/${name}`);
  await dialog.getByText('Host and path').click();
  await dialog.getByLabel('Host').fill('shopfront.example');
  await dialog.getByLabel('Certificate').selectOption(secret);
  await dialog.getByRole('button', { name: 'Create service' }).click();
  await expect(page).toHaveURL(new RegExp(`/services/default/${name}$`));
  await expect(page.getByText('shopfront.example/', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: secret })).toBeVisible();
  await expect(page.getByRole('link', { name: /^https:\/\/shopfront\.example:\d+\/$/ })).toBeVisible();
  await cluster.mutate('secrets.delete', { name: secret, force: true });
  await expect(page.getByText(`There is no secret ${secret} in default`)).toBeVisible();
  await page.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Certificate').selectOption('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(`There is no secret ${secret}`)).toHaveCount(0);
  await cluster.mutate('services.delete', { name });
  await cluster.mutate('deployments.delete', { name });
});
