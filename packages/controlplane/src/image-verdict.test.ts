import type { ImageLook } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { imageVerdict, type NodeLooks } from './image-verdict.ts';

const here = (imageId: string): ImageLook => ({ found: 'here', imageId, message: '' });
const far: ImageLook = { found: 'far', imageId: '', message: '' };
const elsewhere: ImageLook = { found: 'elsewhere', imageId: '', message: '' };
const gone: ImageLook = { found: 'gone', imageId: '', message: 'it cannot be pulled: no such host' };
const at = (node: string, ...looks: (ImageLook | null)[]): NodeLooks => ({ node, looks });

const oldId = `sha256:${'a'.repeat(64)}`;
const newId = `sha256:${'b'.repeat(64)}`;
const of = {
  containers: [
    { name: 'web', image: 'web:1' },
    { name: 'side', image: 'side:7' },
  ],
  revision: 3,
  images: { web: [oldId] },
  isEveryone: true,
};

describe('gone', () => {
  test('when everyone says so, with what the first of them says', () => {
    const answers = [at('a', gone, here('')), at('b', elsewhere, here(''))];
    expect(imageVerdict(of, answers)).toEqual({
      kind: 'gone',
      message: 'none of 2 nodes has web:1 any more (it cannot be pulled: no such host)',
    });
    expect(imageVerdict(of, answers.slice(0, 1))?.message).toMatch(/^node a has no web:1 any more/);
  });

  test('when each node lacks something else, as no node could run it all', () => {
    const answers = [at('a', gone, here('')), at('b', here(oldId), gone)];
    expect(imageVerdict(of, answers)?.kind).toBe('gone');
  });

  test.each([
    ['a node has it', [at('a', gone, far), at('b', here(oldId), far)]],
    ['a node could fetch it', [at('a', gone, far), at('b', far, far)]],
    ['a node did not answer', [at('a', gone, far), at('b', null, null)]],
    ['nobody was asked', []],
  ])('not when %s', (_, answers) => {
    expect(imageVerdict(of, answers)).toBeNull();
  });

  test('not when some were not asked, or nobody knows where it is fetched from', () => {
    expect(imageVerdict({ ...of, isEveryone: false }, [at('a', gone, far)])).toBeNull();
    expect(imageVerdict(of, [at('a', elsewhere, far)])).toBeNull();
  });
});

describe('changed', () => {
  test('when a node has something else under the name than the revision ran', () => {
    expect(imageVerdict(of, [at('a', here(oldId), far), at('b', here(newId), far)])).toEqual({
      kind: 'changed',
      message:
        'web:1 is another one now (sha256:bbbbbbbbbbbb on b) than revision 3 ran (sha256:aaaaaaaaaaaa)',
    });
  });

  test('not when it is one of those that ran, nor when nothing is known of either', () => {
    expect(imageVerdict(of, [at('a', here(oldId), here('other'))])).toBeNull();
    expect(imageVerdict(of, [at('a', here(''), far)])).toBeNull();
  });
});
