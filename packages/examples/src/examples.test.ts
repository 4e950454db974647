import { existsSync } from 'node:fs';
import { parseDeployment, parseJob } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { examples, helloImages, jobExamples } from './index.ts';

describe.each(examples)('$name', (example) => {
  const parsed = parseDeployment(parse(example.manifest));

  test('is a deployment with its own name, and says what it is in one line', () => {
    expect(parsed).toMatchObject({
      ok: true,
      value: { name: example.name, template: { runtime: example.runtime } },
    });
    expect(example.description).toMatch(/^[A-Z].{10,90}\.$/);
  });

  test('has its programs', () => {
    const containers = parsed.ok ? parsed.value.template.containers : [];
    for (const { image } of containers) {
      if (example.runtime === 'process') expect(existsSync(image)).toBe(true);
      else if (!example.needs.registry) expect(example.needs.images).toContain(image);
    }
  });
});

test('WordPress is the one of the two commands that everybody knows', () => {
  const wordpress = examples.find(({ name }) => name === 'wordpress-deployment');
  expect(parseDeployment(parse(wordpress?.manifest ?? ''))).toMatchObject({
    ok: true,
    value: {
      spec: { replicas: 3 },
      template: { containers: [{ name: 'wordpress', image: 'wordpress:4.5-apache' }] },
    },
  });
});

test('both versions of hello are there', () => {
  for (const folder of Object.values(helloImages.process))
    expect(existsSync(`${folder}/server.cjs`)).toBe(true);
});

describe.each(jobExamples)('job $name', (example) => {
  const parsed = parseJob(parse(example.manifest));

  test('is a job with its own name, and says what it is in one line', () => {
    expect(parsed).toMatchObject({
      ok: true,
      value: { name: example.name, spec: { plan: { kind: example.kind } } },
    });
    expect(example.description).toMatch(/^[A-Z].{10,90}\.$/);
  });

  test('has its programs', () => {
    if (!parsed.ok) throw new Error(parsed.error.message);
    const { plan } = parsed.value.spec;
    const run = 'run' in plan ? plan.run : plan;
    const templates = run.kind === 'gang' ? [run.template] : run.stages.map(({ template }) => template);
    for (const { image } of templates.flatMap(({ containers }) => containers))
      expect(existsSync(image)).toBe(true);
  });
});
