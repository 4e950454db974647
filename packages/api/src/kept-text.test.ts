import { type DeploymentParts, formatDeployment, longestManifestText, parseDeployment } from '@gantry/model';
import { deploymentParts } from '@gantry/model/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Document, isMap, isScalar, isSeq } from 'yaml';
import { deploymentText, textToKeep, whyNotKept } from './kept-text.ts';
import { readManifest } from './manifest.ts';

const flat = `# The shop's front.
name: shop # the one by the sea
replicas: 3 # enough for the night
template:
  containers:
    - name: web # what people see
      image: web:1
      command: [node, server.cjs] # no shell
      resources: { limits: { cpu: 0.5, memory: 64Mi } } # little
      env:
        # until the new one is ready
        - name: MODE
          value: quiet
`;
const kubernetes = `# The shop's front.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop # the one by the sea
  labels: # whose
    team: a
spec:
  replicas: 3 # enough for the night
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels: # as selected
        app: shop
    spec:
      restartPolicy: Always # as ever
      containers:
      # what people see
      - name: web
        image: web:1
        ports:
        - containerPort: 80 # plain
`;

function partsOf(text: string): DeploymentParts {
  const read = readManifest(text);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

type Change = (parts: DeploymentParts) => DeploymentParts;
const withImage =
  (image: string): Change =>
  ({ template, ...parts }) => {
    const containers = template.containers.map((one) => ({ ...one, image }));
    return { ...parts, template: { ...template, containers } };
  };
const withReplicas =
  (replicas: number): Change =>
  (parts) => ({ ...parts, spec: { ...parts.spec, replicas } });

describe.each([
  ['flat', flat],
  ['in Kubernetes’s shape', kubernetes],
])('a kept text, %s', (_, text) => {
  test('is itself while nothing changed', () => {
    expect(deploymentText(text, partsOf(text))).toBe(text);
  });

  test('follows what others changed, and not a letter more', () => {
    const now = withReplicas(7)(withImage('web:2')(partsOf(text)));
    expect(deploymentText(text, now)).toBe(
      text.replace('replicas: 3', 'replicas: 7').replace('web:1', 'web:2'),
    );
  });

  test('has its comments again when the deployment is rolled back', () => {
    const without: Change = ({ template, ...parts }) => {
      const containers = template.containers.map((one) => ({ ...one, env: [], ports: [], command: [] }));
      return { ...parts, template: { ...template, containers } };
    };
    expect(deploymentText(text, without(partsOf(text)))).not.toContain('# plain');
    expect(deploymentText(text, partsOf(text))).toBe(text);
  });

  test('says whatever the deployment is, and keeps what was said at its top', () => {
    fc.assert(
      fc.property(deploymentParts, (parts) => {
        const after = deploymentText(text, parts)!;
        expect(readManifest(after)).toEqual({ ok: true, value: parts });
        expect(after).toContain("# The shop's front.");
      }),
      { numRuns: 10 },
    );
  });
});

/** With a comment behind each single value of one of the first levels. */
function commented(manifest: unknown): string {
  const document = new Document(manifest);
  const walk = (node: unknown, way: string): void => {
    if (isMap(node)) for (const { key, value } of node.items) walk(value, `${way}/${key}`);
    else if (isSeq(node))
      for (const item of node.items) walk(item, `${way}/${isMap(item) ? item.get('name') : ''}`);
    else if (isScalar(node) && !String(node.value).includes('\n')) node.comment = ` at ${way}.`;
  };
  walk(document.contents, '');
  return document.toString({ lineWidth: 0 });
}

test('any deployment that is scaled and given another image keeps every comment', () => {
  fc.assert(
    fc.property(deploymentParts, fc.nat(99), (parts, replicas) => {
      const text = commented(formatDeployment(parts));
      const other = withImage(parts.template.runtime === 'process' ? '/programs/other/9' : 'other:9');
      const after = deploymentText(text, withReplicas(replicas)(other(parts)))!;
      expect(partsOf(after).spec.replicas).toBe(replicas);
      for (const [comment] of text.matchAll(/ at \/.*\.$/gm)) expect(after).toContain(comment);
    }),
    { numRuns: 15 },
  );
});

test('a text that means nothing valid any more is none', () => {
  const parsed = parseDeployment({ name: 'a', template: { containers: [{ name: 'a', image: 'a:1' }] } });
  if (!parsed.ok) throw new Error(parsed.error.message);
  expect(deploymentText('name: a\nreplicas: many\n', parsed.value)).toBeNull();
});

test('what a person wrote is kept; JSON, objects and what is larger than anybody writes are not, and it is told', () => {
  expect(textToKeep(flat)).toBe(flat);
  expect(textToKeep({ name: 'a' })).toBeUndefined();
  expect(textToKeep('{"name": "a"}')).toBeNull();
  const large = `${flat}# ${'x'.repeat(longestManifestText)}`;
  expect(textToKeep(large)).toBeNull();
  expect(whyNotKept(large)).toMatch(/comments and order are lost/);
  expect(whyNotKept(flat)).toBeNull();
});
