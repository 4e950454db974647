import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  parseConfig,
  parseDeployment,
  parseJob,
  parseService,
  parseVolume,
  referencesOf,
  type Template,
} from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type GalleryEntry, gallery } from './gallery.ts';

const parsers = {
  config: parseConfig,
  volume: parseVolume,
  service: parseService,
  deployment: parseDeployment,
  job: parseJob,
};

const parsed = ({ objects }: GalleryEntry) =>
  objects.map(({ kind, name, yaml }) => {
    const result = parsers[kind](parse(yaml));
    if (!result.ok) throw new Error(`${kind} ${name}: ${result.error.message}`);
    return { kind, name, value: result.value };
  });

const templatesOf = (entry: GalleryEntry): Template[] =>
  parsed(entry).flatMap(({ value }) => ('template' in value ? [value.template] : []));

describe.each(gallery)('$id', (entry) => {
  test('makes what its manifests say, under the names that it tells', () => {
    for (const { name, value } of parsed(entry)) expect(value.name).toBe(name);
  });

  test('brings every config, secret and volume that it names', () => {
    const brought = new Set([
      ...entry.objects.map(({ kind, name }) => `${kind} ${name}`),
      ...entry.asks.map(({ secret, key }) => `secret ${secret} ${key}`),
    ]);
    for (const { kind, name, keys } of templatesOf(entry).flatMap(referencesOf))
      expect(brought).toContain(kind === 'secret' ? `secret ${name} ${keys[0]}` : `${kind} ${name}`);
  });

  test('needs the images that it runs, and says how they are made', () => {
    const images = templatesOf(entry)
      .filter(({ runtime }) => runtime === 'docker')
      .flatMap(({ containers }) => containers.map(({ image }) => image));
    for (const image of images) expect(entry.needs.images).toContain(image);
    expect(entry.needs.command === null).toBe(entry.needs.images.length === 0);
    const [, script] = entry.needs.command?.split(' ') ?? [];
    if (script) expect(existsSync(resolve(import.meta.dirname, '../../..', script))).toBe(true);
  });

  test('says what it shows and what to try', () => {
    expect(entry.description).toMatch(/^[A-Z].{20,110}\.$/);
    expect(entry.shows.length).toBeGreaterThan(0);
    for (const sentence of [...entry.shows, ...entry.tries]) expect(sentence).toMatch(/^[A-Z].+\.$/s);
  });
});

test('no two share a page', () => {
  expect(new Set(gallery.map(({ id }) => id)).size).toBe(gallery.length);
});
