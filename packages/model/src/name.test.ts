import { expect, test } from 'vitest';
import { checkHostPath } from './host-path.ts';
import {
  checkConfigKey,
  checkEnvName,
  checkLabelKey,
  checkLabelValue,
  checkName,
  checkNodeName,
  checkPortName,
  checkRole,
} from './name.ts';

const cases: [string, (text: string) => string | null, { good: string[]; bad: string[] }][] = [
  [
    'name',
    checkName,
    {
      good: ['web', 'a', '9', 'wordpress-deployment', 'a'.repeat(63)],
      bad: [
        '',
        'a'.repeat(64),
        'Web',
        '../etc',
        'a/b',
        'a b',
        '-web',
        'web-',
        '.',
        '..',
        '-',
        'ä',
        'a\n',
        'all',
        'new',
        'constructor',
      ],
    },
  ],
  ['port name', checkPortName, { good: ['http', 'p-1'], bad: ['80', 'a'.repeat(16), 'HTTP', '80-'] }],
  ['node name', checkNodeName, { good: ['node-1', 'host.example.com'], bad: ['', '.a', 'a..b', 'A', 'all'] }],
  [
    'label key',
    checkLabelKey,
    {
      good: ['app', 'app.kubernetes.io/name', 'A_b.c-d', 'nvidia.com/gpu'],
      bad: ['', '/a', 'a/', 'a/b/c', '-a', 'a'.repeat(64), 'Ex.com/a', '__proto__', 'constructor', 'a b'],
    },
  ],
  [
    'label value',
    checkLabelValue,
    { good: ['', 'v1.2', 'A_b'], bad: ['a b', '-a', 'a'.repeat(64), 'x'.repeat(1_000_000)] },
  ],
  [
    'variable name',
    checkEnvName,
    { good: ['PATH', '_a', 'a.b-c'], bad: ['', 'A=B', 'A\0', '1A', 'A B', '__proto__', 'a'.repeat(300)] },
  ],
  [
    'config key',
    checkConfigKey,
    { good: ['app.conf', '_a'], bad: ['', '.', '..', '../x', 'a/b', '__proto__'] },
  ],
  ['role', checkRole, { good: ['*', 'shop', 'shop/checkout'], bad: ['', '/', 'a//b', '-a', 'a b', 'a/*'] }],
  [
    'host path',
    checkHostPath,
    {
      good: ['/srv/data', '/srv/data/', '/home/me/x'],
      bad: [
        '',
        'srv',
        '/',
        '/proc',
        '/proc/1',
        '/etc/../srv',
        '/var/run/docker.sock',
        '/run',
        '//srv',
        '/srv/./a',
        '/etc/../',
      ],
    },
  ],
];

for (const [what, check, { good, bad }] of cases) {
  test.each(good)(`a ${what} may be %j`, (text) => expect(check(text)).toBeNull());
  test.each(bad)(`a ${what} may not be %j`, (text) => expect(check(text)).toEqual(expect.any(String)));
}
