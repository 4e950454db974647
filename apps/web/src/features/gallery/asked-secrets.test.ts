import { expect, it } from 'vitest';
import { askedSecrets } from './asked-secrets.ts';

const ask = (secret: string, label: string) => ({ secret, key: label, label, help: '' });

it('names each secret once, with all that is asked for it', () => {
  const asks = [ask('database', 'Password'), ask('mail', 'Token'), ask('database', 'User')];
  expect(askedSecrets({ asks })).toEqual([
    { name: 'database', labels: ['Password', 'User'] },
    { name: 'mail', labels: ['Token'] },
  ]);
  expect(askedSecrets({ asks: [] })).toEqual([]);
});
