import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  draftOwnerOf,
  dropEdit,
  type EditPlace,
  forgetDrafts,
  keepDraft,
  keepEdit,
  readDraft,
  readEdit,
} from './draft.ts';

/** A browser's storage with so much room. */
function storageOf(mostCharacters: number) {
  const items: Record<string, string> = {};
  const functions = {
    getItem: (key: string) => items[key] ?? null,
    removeItem: (key: string) => void delete items[key],
    setItem(key: string, text: string) {
      const others = Object.entries(items).filter(([other]) => other !== key);
      const used = others.reduce((sum, [, kept]) => sum + kept.length, 0);
      if (used + text.length > mostCharacters) throw new Error('QuotaExceededError');
      items[key] = text;
    },
  };
  return new Proxy(items, {
    get: (_, name) => functions[name as keyof typeof functions] ?? items[String(name)],
  });
}

beforeEach(() => void vi.stubGlobal('localStorage', storageOf(230)));
afterEach(() => void vi.unstubAllGlobals());

const owner = draftOwnerOf({ cluster: 'cafe', person: 'vera' });
const [d1, d2, d3] = ['d1', 'd2', 'd3'].map((deploymentId) => ({ owner, deploymentId })) as [
  EditPlace,
  EditPlace,
  EditPlace,
];
const edit = { text: 'replicas: 2', base: 'replicas: 1' };

it('keeps the edit of a deployment until it is dropped, and no other', () => {
  expect(readEdit(d1, undefined)).toBeNull();
  expect(keepEdit(d1, { edit, from: undefined })).toBe(true);
  expect(readEdit(d1, undefined)).toEqual(edit);
  expect(readEdit(d2, undefined)).toBeNull();
  dropEdit(d1);
  expect(readEdit(d1, undefined)).toBeNull();
});

it('goes on with the edit of a revision only where that revision is asked for, or none', () => {
  keepEdit(d1, { edit, from: 3 });
  expect([undefined, 3, 4].map((from) => readEdit(d1, from))).toEqual([edit, edit, null]);
});

it('gives up the edits of others for room, and says where there is none', () => {
  const large = { text: 'x'.repeat(120), base: '' };
  keepEdit(d1, { edit: large, from: undefined });
  expect(keepEdit(d2, { edit: large, from: undefined })).toBe(true);
  expect([readEdit(d1, undefined), readEdit(d2, undefined)]).toEqual([null, large]);
  expect(keepEdit(d3, { edit: { text: 'x'.repeat(300), base: '' }, from: undefined })).toBe(false);
});

it('takes what is not readable for none', () => {
  localStorage.setItem('gantry.config-draft.cafe/vera/d1', '{');
  expect(readEdit(d1, undefined)).toBeNull();
  vi.stubGlobal('localStorage', undefined);
  expect(readEdit(d1, undefined)).toBeNull();
  expect(keepEdit(d1, { edit, from: undefined })).toBe(false);
});

it('shows what one person keeps in one cluster to nobody else, and nowhere else', () => {
  const others = [
    { cluster: 'cafe', person: 'otto' },
    { cluster: 'beef', person: 'vera' },
    { cluster: 'cafe/vera', person: '' },
  ].map(draftOwnerOf);
  keepEdit(d1, { edit, from: undefined });
  keepDraft(owner, 'name: mine');
  for (const other of others) {
    expect(readEdit({ ...d1, owner: other }, undefined)).toBeNull();
    expect(readDraft(other)).toBeNull();
  }
  expect(readDraft(owner)).toBe('name: mine');
});

it('leaves nothing of it in the browser when somebody signs out, and everything else', () => {
  keepEdit(d1, { edit, from: undefined });
  keepDraft(owner, 'name: mine');
  localStorage.setItem('gantry.deploy-draft', 'name: earlier');
  localStorage.setItem('gantry.columns', '{}');
  forgetDrafts();
  expect(Object.keys(localStorage)).toEqual(['gantry.columns']);
});
