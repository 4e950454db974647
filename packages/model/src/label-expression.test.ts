import { expect, test } from 'vitest';
import { holdOfLabels, type LabelExpression } from './label-expression.ts';

const tier = (operator: LabelExpression['operator'], ...values: string[]) => ({
  key: 'tier',
  operator,
  values,
});
const holds = (expression: LabelExpression, labels: Record<string, string>) =>
  holdOfLabels([expression], (key) => labels[key]);

test.each([
  [tier('In', 'front', 'back'), { tier: 'back' }, true],
  [tier('In', 'front', 'back'), { tier: 'data' }, false],
  [tier('In', 'front'), {}, false],
  [tier('NotIn', 'front'), { tier: 'back' }, true],
  [tier('NotIn', 'front'), { tier: 'front' }, false],
  [tier('NotIn', 'front'), {}, true],
  [tier('Exists'), { tier: '' }, true],
  [tier('Exists'), {}, false],
  [tier('DoesNotExist'), {}, true],
  [tier('DoesNotExist'), { tier: 'front' }, false],
])('%o of %o: %s', (expression, labels, expected) => {
  expect(holds(expression, labels as Record<string, string>)).toBe(expected);
});

test('all of several have to hold', () => {
  const both = [tier('Exists'), tier('NotIn', 'front')];
  expect(holdOfLabels(both, () => 'back')).toBe(true);
  expect(holdOfLabels(both, () => 'front')).toBe(false);
});
