import { describe, expect, it } from 'vitest';
import { fieldPredicate, matchesLabels, parseFieldSelector, parseLabelSelector } from './selector.ts';

describe('label selectors', () => {
  const labels = { app: 'web', tier: 'front' };

  it.each([
    ['', true],
    ['app=web', true],
    ['app==web,tier=front', true],
    ['app=web,tier=back', false],
    ['app!=api', true],
    ['missing!=x', true],
    ['app in (web, api)', true],
    ['app notin (web,api)', false],
    ['tier', true],
    ['!tier', false],
    ['!missing', true],
    ['app in (web),tier notin (back)', true],
  ])('%j selects: %s', (text, expected) => {
    expect(matchesLabels(parseLabelSelector(text), labels)).toBe(expected);
  });

  it.each(['=x', 'a b', 'a in web', '!a=b', 'a in (b'])('%j is refused by name', (text) => {
    expect(() => parseLabelSelector(text)).toThrow(/unable to parse requirement/);
  });

  it('a label named like a method of objects is only a label', () => {
    expect(matchesLabels(parseLabelSelector('constructor'), labels)).toBe(false);
  });
});

describe('field selectors', () => {
  const fields = {
    'metadata.name': ({ name }: { name: string; phase: string }) => name,
    'status.phase': ({ phase }: { name: string; phase: string }) => phase,
  };
  const matches = (text: string) =>
    fieldPredicate(parseFieldSelector(text), fields)({ name: 'x', phase: 'Running' });

  it('compares both ways', () => {
    expect(matches('metadata.name=x,status.phase!=Failed')).toBe(true);
    expect(matches('metadata.name=y')).toBe(false);
    expect(matches('metadata.name=')).toBe(false);
  });

  it('refuses a field that cannot be selected by, before it has seen an object', () => {
    expect(() => fieldPredicate(parseFieldSelector('spec.colour=red'), fields)).toThrow(
      'field label not supported: spec.colour',
    );
  });
});
