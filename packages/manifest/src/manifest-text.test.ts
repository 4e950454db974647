import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { pathsOf } from './manifest-paths.ts';
import { ManifestText, type Path, pathOfText, pathText } from './manifest-text.ts';

const text = `# A small web program.
name: hello # its name
runtime: process
replicas: 3
template:
  containers:
    - name: hello
      image: "/programs/hello/1"
      command: [node, server.cjs]
      resources:
        requests: { cpu: 20m, memory: 48Mi } # little
      readinessProbe:
        httpGet: { path: /healthz, port: http }
# the end
`;
const container = (...rest: Path): Path => ['template', 'containers', 0, ...rest];

describe('a manifest as text', () => {
  it('changes one value and not a letter more', () => {
    const changed = new ManifestText(text).with(['replicas'], 5);
    expect(changed).toBe(text.replace('replicas: 3', 'replicas: 5'));
    const inFlow = new ManifestText(text).with(container('resources', 'requests', 'cpu'), '250m');
    expect(inFlow).toBe(text.replace('20m', '250m'));
  });

  it('adds what is not there and keeps the comments', () => {
    const changed = new ManifestText(text).with(container('env', 0), { name: 'A', value: '1' });
    expect(parse(changed).template.containers[0].env).toEqual([{ name: 'A', value: '1' }]);
    for (const comment of ['# A small web program.', '# its name', '# little', '# the end'])
      expect(changed).toContain(comment);
  });

  it('removes a value, and what is empty around it then', () => {
    const changed = new ManifestText(text).with(container('readinessProbe', 'httpGet', 'path'), undefined);
    expect(parse(changed).template.containers[0].readinessProbe).toEqual({ httpGet: { port: 'http' } });
    const without = new ManifestText('a:\n  b:\n    c: 1\nd: 2\n').with(['a', 'b', 'c'], undefined);
    expect(parse(without)).toEqual({ d: 2 });
  });

  it('keeps the quotes that somebody chose, and none that the old value needed', () => {
    const quoted = new ManifestText('a: "x"\nb: "" # empty\nc: {d: e}\n');
    expect(quoted.with(['a'], 'y')).toContain('a: "y"\n');
    expect(quoted.with(['b'], 'quiet')).toContain('b: quiet # empty\n');
    expect(new ManifestText(quoted.with(['c', 'd'], 'f, g')).read(['c'])).toEqual({ d: 'f, g' });
  });

  it('quotes what would otherwise be read as something else', () => {
    for (const value of ['true', '1.0', 'a: b', '# no', '', ' x ', '- y', 'null', '{a}', '1e3']) {
      const changed = new ManifestText(text).with(['name'], value);
      expect(new ManifestText(changed).read(['name'])).toBe(value);
    }
  });

  it('keeps comments and order over five hundred random edits', () => {
    const edits = fc.oneof(
      fc.tuple(fc.constant<Path>(['replicas']), fc.integer({ min: 0, max: 99 })),
      fc.tuple(fc.constant<Path>(['name']), fc.string({ maxLength: 12 })),
      fc.tuple(fc.constant<Path>(container('image')), fc.string({ maxLength: 20 })),
      fc.tuple(
        fc.constant<Path>(container('resources', 'limits', 'memory')),
        fc.constantFrom('64Mi', '1Gi', undefined),
      ),
      fc.tuple(
        fc.constant<Path>(['strategy', 'rollingUpdate', 'maxSurge']),
        fc.constantFrom(1, '25%', undefined),
      ),
    );
    fc.assert(
      fc.property(fc.array(edits, { minLength: 250, maxLength: 250 }), (list) => {
        let now = text;
        for (const [path, value] of list) {
          now = new ManifestText(now).with(path, value);
          expect(new ManifestText(now).read(path)).toEqual(value);
        }
        for (const comment of ['# A small web program.', '# its name', '# little', '# the end'])
          expect(now).toContain(comment);
        expect(Object.keys(parse(now)).slice(0, 4)).toEqual(['name', 'runtime', 'replicas', 'template']);
      }),
      { numRuns: 2 },
    );
  });

  it('says where it is no YAML, and then reads and changes nothing', () => {
    const broken = new ManifestText('name: [a\nreplicas: 3');
    expect(broken.faults[0]?.from).toBeGreaterThan(0);
    expect(broken.read(['replicas'])).toBeUndefined();
    expect(broken.with(['replicas'], 5)).toBe(broken.text);
  });

  it('says in which line something stands', () => {
    const manifest = new ManifestText(text);
    expect(manifest.lineOf(['replicas'])).toBe(4);
    expect(manifest.lineOf(container('image'))).toBe(8);
    expect(manifest.lineOf([])).toBeNull();
    expect(new ManifestText('a: 1\n\tb: 2\n').faults[0]?.message).toMatch(/line 2, column 1$/);
  });

  it('finds the stretch of text that a fault is about', () => {
    const manifest = new ManifestText(text);
    const range = manifest.rangeOf(pathOfText('template.containers[0].image'));
    expect(range && text.slice(range.from, range.to)).toBe('"/programs/hello/1"');
    // What is missing is shown at what is around it.
    expect(manifest.rangeOf(pathOfText('template.containers[0].workingDir'))).not.toBeNull();
  });

  it('names paths as the server does, and reads them back', () => {
    const path = ['template', 'containers', 0, 'env', 2, 'name'];
    expect(pathText(path)).toBe('template.containers[0].env[2].name');
    expect(pathOfText(pathText(path))).toEqual(path);
  });

  it('knows both ways to write a manifest', () => {
    expect(pathsOf(new ManifestText(text)).containers).toEqual(['template', 'containers']);
    expect(pathsOf(new ManifestText('kind: Deployment\n')).name).toEqual(['metadata', 'name']);
  });
});
