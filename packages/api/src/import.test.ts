import { ok, rejection } from '@gantry/model';
import { expect, it } from 'vitest';
import { type Importer, importText } from './import.ts';
import { manifestParts } from './testing/index.ts';

const never: Importer = { title: 'Nothing', read: () => null };
const any: Importer = {
  title: 'Anything',
  read: (documents) => ok({ deployments: [manifestParts('web')], warnings: [JSON.stringify(documents)] }),
};
const picky: Importer = {
  title: 'Picky',
  read: () => ({
    ok: false,
    error: rejection('invalid', 'a.b: is wrong', [{ field: 'a.b', message: 'is wrong' }]),
  }),
};

it('lets the first importer that knows the text read it', () => {
  const read = importText({ importers: [never, any, picky] }, '{"a": 1}');
  expect(read).toMatchObject({ title: 'Anything', deployments: [{ namespace: 'default', name: 'web' }] });
  expect(read.deployments[0]!.yaml).toContain('image: nginx:1.27');
});

it('reads every document, with anchors merged, and leaves empty ones out', () => {
  const text = 'base: &b {x: 1}\nuse: {<<: *b, y: 2}\n---\n---\nz: 3\n';
  expect(importText({ importers: [any] }, text).warnings).toEqual([
    '[{"base":{"x":1},"use":{"x":1,"y":2}},{"z":3}]',
  ]);
});

it.each([
  ['a: [', /neither YAML nor JSON: .* at line 1, column \d+$/],
  ['a: 1\na: 2', /neither YAML nor JSON/],
  ['just words', /none of what can be read here: Nothing/],
])('refuses %j in a sentence', (text, sentence) => {
  expect(() => importText({ importers: [never] }, text)).toThrow(sentence);
});

it('passes on what an importer finds wrong', () => {
  expect(() => importText({ importers: [picky] }, 'a: 1')).toThrow('a.b: is wrong');
});

const web: Importer = { title: 'Web', read: () => ok({ deployments: [manifestParts('web')], warnings: [] }) };
const yamlOf = (text: string) => importText({ importers: [web] }, text).deployments[0]!.yaml;

it('leaves a deployment in the document that it was written in, with its comments', () => {
  const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web } # its settings\n';
  const deployment = `# The front.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the one by the sea
spec:
  replicas: 1 # for now
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: nginx:1.27
`;
  const { replicas } = manifestParts('web').spec;
  const kept = yamlOf(`---\n${config}---\n${deployment}`);
  expect(kept).toContain('# The front.');
  expect(kept).toContain(`replicas: ${replicas} # for now`);
  expect(kept).not.toContain('its settings');
});

it('tells above a deployment what was said about it in another shape', () => {
  const compose = `services:
  db:
    image: db:1 # not this one
  # What people see.
  web:
    image: nginx:1.27 # until the new one is ready
    environment:
      - MODE=quiet # at night
`;
  const kept = yamlOf(compose);
  expect(kept).toMatch(
    /^# What people see\.\n# image: until the new one is ready\n# MODE=quiet: at night\nname: web\n/,
  );
});
