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
const [d1, d2, d3] = ['d1', 'd2', 'd3'].map((deploymentId) => ({ owner, deploymentId, from: undefined })) as [
  EditPlace,
  EditPlace,
  EditPlace,
];
const running = 'replicas: 1';
const edit = { text: 'replicas: 2', base: running };

it('keeps the edit of a deployment until it is dropped, and no other', () => {
  expect(readEdit(d1, running)).toBeNull();
  expect(keepEdit(d1, edit)).toBe(true);
  expect(readEdit(d1, running)).toEqual(edit);
  expect(readEdit(d2, running)).toBeNull();
  dropEdit(d1);
  expect(readEdit(d1, running)).toBeNull();
});

it('keeps the edit of what runs beside one of each revision that another began from', () => {
  const places = [undefined, 3, 4].map((from) => ({ ...d1, from }));
  keepEdit(places[0]!, edit);
  keepEdit(places[1]!, { ...edit, text: 'replicas: 3' });
  expect(places.map((place) => readEdit(place, running)?.text)).toEqual([
    edit.text,
    'replicas: 3',
    undefined,
  ]);
  dropEdit(places[1]!);
  expect(places.map((place) => readEdit(place, running)?.text)).toEqual([edit.text, undefined, undefined]);
});

it('drops an edit once what it says is written, so that it does not come back later', () => {
  keepEdit(d1, edit);
  expect(readEdit(d1, edit.text)).toBeNull();
  expect(readEdit(d1, running)).toBeNull();
});

it('gives up the edits of others for room, and says where there is none', () => {
  const large = { text: 'x'.repeat(120), base: '' };
  keepEdit(d1, large);
  expect(keepEdit(d2, large)).toBe(true);
  expect([readEdit(d1, running), readEdit(d2, running)]).toEqual([null, large]);
  expect(keepEdit(d3, { text: 'x'.repeat(300), base: '' })).toBe(false);
});

it('takes what is not readable for none', () => {
  localStorage.setItem('gantry.config-draft.cafe/vera/d1', '{');
  expect(readEdit(d1, running)).toBeNull();
  vi.stubGlobal('localStorage', undefined);
  expect(readEdit(d1, running)).toBeNull();
  expect(keepEdit(d1, edit)).toBe(false);
});

it('shows what one person keeps in one cluster to nobody else, and nowhere else', () => {
  const others = [
    { cluster: 'cafe', person: 'otto' },
    { cluster: 'beef', person: 'vera' },
    { cluster: 'cafe/vera', person: '' },
  ].map(draftOwnerOf);
  keepEdit(d1, edit);
  keepDraft(owner, 'name: mine');
  for (const other of others) {
    expect(readEdit({ ...d1, owner: other }, running)).toBeNull();
    expect(readDraft(other)).toBeNull();
  }
  expect(readDraft(owner)).toBe('name: mine');
});

it('leaves nothing of it in the browser when somebody signs out, and everything else', () => {
  keepEdit(d1, edit);
  keepDraft(owner, 'name: mine');
  localStorage.setItem('gantry.deploy-draft', 'name: earlier');
  localStorage.setItem('gantry.columns', '{}');
  forgetDrafts();
  expect(Object.keys(localStorage)).toEqual(['gantry.columns']);
});
