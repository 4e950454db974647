import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDeployment, parseDeployment } from './deployment-manifest.ts';
import { deploymentRecord } from './records.ts';
import { template as templateSchema } from './template.ts';
import { diffTemplates } from './template-diff.ts';
import { canonicalText, hashTemplate } from './template-hash.ts';
import { deploymentParts, template } from './testing/arbitrary.ts';

test('what is written back is parsed to the same deployment', () => {
  fc.assert(
    fc.property(deploymentParts, (parts) => {
      expect(parseDeployment(formatDeployment(parts))).toEqual({ ok: true, value: parts });
    }),
  );
});

test('what is parsed is a valid record', () => {
  const spec = deploymentRecord.shape.spec;
  fc.assert(
    fc.property(deploymentParts, (parts) => {
      const parsed = parseDeployment(formatDeployment(parts));
      if (!parsed.ok) throw new Error(parsed.error.message);
      templateSchema.parse(parsed.value.template);
      spec.parse(parsed.value.spec);
    }),
  );
});

test('no input makes the parser throw, and every refusal names what it refuses', () => {
  const anything = fc.anything({ withNullPrototype: true, withBigInt: false });
  fc.assert(
    fc.property(anything, fc.object({ maxDepth: 3 }), (spoiler, other) => {
      for (const input of [
        spoiler,
        { name: 'a', ...other, template: spoiler },
        { kind: spoiler, spec: other },
      ]) {
        const parsed = parseDeployment(input);
        if (!parsed.ok) expect(parsed.error.issues.length).toBeGreaterThan(0);
      }
    }),
  );
});

test('one spoiled field is refused at its path or changes nothing else', () => {
  fc.assert(
    fc.property(
      deploymentParts,
      fc.nat(),
      fc.constantFrom(null, {}, [], -1, 1.5, '', '\u0000', true),
      (parts, pick, bad) => {
        const manifest = JSON.parse(JSON.stringify(formatDeployment(parts)));
        const paths = leafPaths(manifest);
        const path = paths[pick % paths.length] ?? [];
        setAt(manifest, path, bad);
        const parsed = parseDeployment(manifest);
        if (parsed.ok) expect(parseDeployment(formatDeployment(parsed.value))).toEqual(parsed);
        else expect(parsed.error.code).toBe('invalid');
      },
    ),
  );
});

test('equal templates have equal hashes whatever their key order, and different ones differ', () => {
  fc.assert(
    fc.property(template, template, (a, b) => {
      const shuffled = JSON.parse(JSON.stringify(a, Object.keys(flattenKeys(a)).reverse()));
      expect(hashTemplate(shuffled)).toBe(hashTemplate(a));
      expect(hashTemplate(a) === hashTemplate(b)).toBe(canonicalText(a) === canonicalText(b));
      expect(hashTemplate(a)).toMatch(/^[0-9a-f]{16}$/);
    }),
  );
});

test('a diff is empty exactly for equal templates, and its way back is its mirror', () => {
  fc.assert(
    fc.property(template, template, (a, b) => {
      expect(diffTemplates(a, a)).toEqual([]);
      const there = diffTemplates(a, b);
      const back = diffTemplates(b, a).map(({ path, before, after }) => ({
        path,
        before: after,
        after: before,
      }));
      expect(there.length === 0).toBe(canonicalText(a) === canonicalText(b));
      const inOrder = (list: typeof there) =>
        [...list].sort((x, y) => (canonicalText(x) < canonicalText(y) ? -1 : 1));
      expect(inOrder(back)).toEqual(inOrder(there));
    }),
  );
});

type Path = (string | number)[];

function leafPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    leafPaths(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length ? [path, ...inner] : inner;
}

function setAt(owner: unknown, path: Path, value: unknown): void {
  const parent = path.slice(0, -1).reduce<unknown>((at, part) => Reflect.get(at as object, part), owner);
  Reflect.set(parent as object, path.at(-1) ?? '', value);
}

/** Every key that occurs anywhere, so that JSON.stringify's list of keys keeps all of them. */
function flattenKeys(value: unknown, found: Record<string, true> = {}): Record<string, true> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, item] of Object.entries(value)) {
    if (!Array.isArray(value)) found[key] = true;
    flattenKeys(item, found);
  }
  return found;
}
