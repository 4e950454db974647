import { Refusal } from './refusal.ts';

type Test = (labels: Record<string, string>) => boolean;

const key = '[A-Za-z0-9_.:/-]+';
const forms: [RegExp, (match: RegExpExecArray) => Test][] = [
  [
    new RegExp(`^(${key})$`),
    ([, name]) =>
      (labels) =>
        Object.hasOwn(labels, name!),
  ],
  [
    new RegExp(`^!(${key})$`),
    ([, name]) =>
      (labels) =>
        !Object.hasOwn(labels, name!),
  ],
  [
    new RegExp(`^(${key})\\s*==\\s*(\\S+)$`),
    ([, name, value]) =>
      (labels) =>
        labels[name!] === value,
  ],
  [
    new RegExp(`^(${key})\\s*!=\\s*(\\S+)$`),
    ([, name, value]) =>
      (labels) =>
        labels[name!] !== value,
  ],
  [new RegExp(`^(${key})\\s+in\\s+\\(([^()]*)\\)$`), ([, name, set]) => isIn(name!, set!)],
  [
    new RegExp(`^(${key})\\s+notin\\s+\\(([^()]*)\\)$`),
    ([, name, set]) =>
      (labels) =>
        !isIn(name!, set!)(labels),
  ],
];

const isIn = (name: string, set: string): Test => {
  const values = set.split(',').map((value) => value.trim());
  return (labels) => Object.hasOwn(labels, name) && values.includes(labels[name]!);
};

/** Marathon's label selectors: `k`, `k==v`, `k!=v`, `k in (a, b)`, `k notin (a, b)`, joined by commas. */
export function matchesLabels(selector: string): Test {
  const tests = selector.split(/,(?![^(]*\))/).map((part) => testOf(part.trim(), selector));
  return (labels) => tests.every((test) => test(labels));
}

function testOf(part: string, selector: string): Test {
  for (const [form, make] of forms) {
    const match = form.exec(part);
    if (match) return make(match);
  }
  throw new Refusal(400, {
    message: `Can not parse label selector '${selector}': '${part}' is not understood.`,
  });
}
