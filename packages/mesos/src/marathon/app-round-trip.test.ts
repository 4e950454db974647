import { formatDeployment, parseDeployment } from '@gantry/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseApp } from './app-parse.ts';
import { toApp } from './deployment-to-app.ts';
import { isSame, type Json } from './plain-data.ts';
import { plain, verbatim } from './verbatim.ts';
import { readApp, readRaw, writeOnto } from './written.ts';

const name = fc.constantFrom('web', 'db', 'a', 'x9', 'api-2', 'front');
const word = fc.constantFrom('A', 'PATH', 'x_y', 'tier');
const text = fc.string({ maxLength: 12 }).map((value) => value.replaceAll(/[\p{Cc}\p{Cs}]/gu, '_'));
const ratio = fc.integer({ min: 0, max: 20 }).map((value) => value / 20);
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const seconds = fc.integer({ min: 1, max: 600 });

const constraint = fc.oneof(
  fc.constantFrom(
    ['hostname', 'UNIQUE'],
    ['@zone', 'GROUP_BY'],
    ['rack', 'CLUSTER'],
    ['rack', 'CLUSTER', 'r1'],
  ),
  fc.constantFrom(
    ['rack', 'LIKE', 'r[0-9]+'],
    ['rack', 'UNLIKE', 'r3'],
    ['rack', 'MAX_PER', '2'],
    ['speed', 'IS', '1.5'],
  ),
);

const healthCheck = fc.record(
  {
    protocol: fc.constantFrom('HTTP', 'MESOS_HTTP', 'HTTPS', 'TCP', 'MESOS_TCP'),
    path: fc.constantFrom('/', '/health'),
    portIndex: fc.constant(0),
    gracePeriodSeconds: seconds,
    intervalSeconds: seconds,
    maxConsecutiveFailures: fc.nat(9),
  },
  { requiredKeys: ['protocol'] },
);

const image = fc.record({
  container: fc.record({
    type: fc.constantFrom('DOCKER', 'MESOS'),
    docker: fc.record(
      { image: fc.constantFrom('nginx', 'team/web:1.2'), forcePullImage: fc.boolean() },
      { requiredKeys: ['image'] },
    ),
    portMappings: fc.constant([{ containerPort: 80, servicePort: 10_080, labels: { VIP: 'a:1' } }]),
  }),
  networks: fc.constantFrom([{ mode: 'container/bridge' }], [{ mode: 'container', name: 'backend' }]),
});
const program = fc.oneof(
  fc.record({ cmd: text.filter((line) => line !== '') }),
  fc.record({
    args: fc.array(
      text.filter((line) => line !== ''),
      { minLength: 1, maxLength: 3 },
    ),
  }),
);

const common = fc.record(
  {
    instances: fc.nat(9),
    cpus: fc.integer({ min: 0, max: 4_000 }).map((millis) => millis / 1000),
    mem: fc.integer({ min: 0, max: 4_096 }),
    env: fc.dictionary(word, text, { maxKeys: 3, noNullPrototype: true }),
    labels: fc.dictionary(word, text, { maxKeys: 3, noNullPrototype: true }),
    constraints: fc.array(constraint, { maxLength: 3 }),
    healthChecks: fc.array(healthCheck, { maxLength: 1 }),
    upgradeStrategy: fc.record(
      { minimumHealthCapacity: ratio, maximumOverCapacity: ratio },
      { requiredKeys: [] },
    ),
    backoffSeconds: seconds,
    killSelection: fc.constantFrom('YOUNGEST_FIRST', 'OLDEST_FIRST'),
    unreachableStrategy: fc.constantFrom('disabled', { inactiveAfterSeconds: 1, expungeAfterSeconds: 9 }),
    taskKillGracePeriodSeconds: seconds,
    dependencies: fc.constantFrom([], ['/db']),
  },
  { requiredKeys: [] },
);

const anApp: fc.Arbitrary<Json> = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), common, program, some(image))
  .map(([path, rest, what, boxed]) => ({ id: `/${path.join('/')}`, ...rest, ...what, ...boxed }));

describe('any app', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(anApp, (raw) => {
        expect(readRaw(writeOnto(null, raw))).toEqual({ instances: 1, ...raw });
      }),
    );
  });

  it('becomes a deployment that a person could have written by hand', () => {
    fc.assert(
      fc.property(anApp, (raw) => {
        const made = writeOnto(null, raw);
        expect(parseDeployment(formatDeployment(made))).toEqual({ ok: true, value: made });
      }),
    );
  });

  it('put again changes nothing; read without what was kept, it becomes the same deployment', () => {
    fc.assert(
      fc.property(anApp, (raw) => {
        const made = writeOnto(null, raw);
        expect(writeOnto(made, readRaw(made))).toEqual(made);
        expect(writeOnto(made, readApp(made) as Json)).toEqual(made);
        expect(isSame(parseApp(toApp(made)).id, raw.id)).toBe(true);
      }),
    );
  });

  it('is what another one becomes when it is put over it', () => {
    fc.assert(
      fc.property(anApp, anApp, (one, other) => {
        const over = { ...other, id: one.id };
        expect(readApp(writeOnto(writeOnto(null, one), over))).toEqual(readApp(writeOnto(null, over)));
      }),
    );
  });
});

describe('a text', () => {
  it('means to agents what it said', () => {
    const dollars = fc
      .array(fc.constantFrom('$', '(', ')', 'HOME', ' ', '$$'), { maxLength: 8 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(dollars, (line) => {
        expect(expand(verbatim(line))).toBe(line);
        expect(plain(verbatim(line))).toBe(line);
      }),
    );
  });
});

/** What agents do with a text, by Kubernetes's rule. */
function expand(line: string): string {
  const values: Record<string, string> = { HOME: '/root', '': 'nothing', ' ': 'blank' };
  return line.replace(/\$(\$|\(([^()]*)\))/g, (whole, what: string, known: string | undefined) =>
    what === '$' ? '$' : (values[known ?? ''] ?? whole),
  );
}
