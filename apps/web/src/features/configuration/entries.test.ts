import { type ConfigRecord, checkConfigKey, type SecretRecord } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { dataOf, type Entry, entriesOf, faultsOf } from './entries.ts';

const text = { encoding: 'text', value: 'red' } as const;
const bytes = { encoding: 'base64', value: 'AAEC' } as const;
const config = { data: { colour: text, logo: bytes } } as unknown as ConfigRecord;
const secret = {
  data: { password: { keyId: '', nonceBase64: '', sealedBase64: '' } },
} as unknown as SecretRecord;

describe('the entries of the editor', () => {
  it('sends back what was not touched', () => {
    expect(dataOf(entriesOf(config))).toEqual({ data: { colour: 'red' }, binaryData: { logo: 'AAEC' } });
    expect(dataOf(entriesOf(secret))).toEqual({ data: { password: null }, binaryData: {} });
  });

  it('replaces bytes and secrets by what is typed', () => {
    const typed = entriesOf(config).map((entry) => ({ ...entry, value: 'typed' }));
    expect(dataOf(typed)).toEqual({ data: { colour: 'typed', logo: 'typed' }, binaryData: {} });
  });

  it('begins with one empty row, which is no entry', () => {
    expect(dataOf(entriesOf(null))).toEqual({ data: {}, binaryData: {} });
    expect(faultsOf(entriesOf(null), checkConfigKey).size).toBe(0);
  });

  it('tells keys that are wrong or used twice', () => {
    const entry = (id: number, key: string): Entry => ({ id, key, value: 'x', bytesBase64: null });
    const faults = faultsOf([entry(0, 'a'), entry(1, 'a'), entry(2, '../b'), entry(3, '')], checkConfigKey);
    expect([...faults.keys()]).toEqual([1, 2, 3]);
    expect(faults.get(1)).toBe('is used twice');
  });
});
