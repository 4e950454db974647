import { expect, it } from 'vitest';
import { haveMoved, labelLines, labelsIn } from './label-lines.ts';

it('writes labels one a line, and reads the same', () => {
  const labels = { zone: 'a', 'example.org/pool': 'web', empty: '' };
  expect(labelLines(labels)).toBe('zone=a\nexample.org/pool=web\nempty=');
  expect(labelsIn(`\n ${labelLines(labels)} \n\n`)).toEqual({ labels });
  expect(labelsIn('')).toEqual({ labels: {} });
});

it('knows that they are others by now, unless they are what is written here', () => {
  const read = 'zone=a';
  expect(haveMoved({ read, now: read, written: 'zone=b' })).toBe(false);
  expect(haveMoved({ read, now: 'zone=a\npool=web', written: 'zone=b' })).toBe(true);
  expect(haveMoved({ read, now: 'zone=a\npool=web', written: 'zone=' })).toBe(true);
  expect(haveMoved({ read, now: 'zone=b', written: '\n zone=b ' })).toBe(false);
});

it('says what is no label, what is there twice, and what a node would not take', () => {
  expect(labelsIn('zone')).toEqual({ fault: '“zone” is no label: write key=value' });
  expect(labelsIn('=a')).toEqual({ fault: '“=a” is no label: write key=value' });
  expect(labelsIn('zone=a\nzone=b')).toEqual({ fault: 'zone is there twice' });
  expect(labelsIn('zone=a b')).toEqual({ fault: expect.stringMatching(/./) });
  expect(labelsIn('not a key=a')).toEqual({ fault: expect.stringMatching(/./) });
});
