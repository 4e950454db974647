import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseArtifactReference } from './artifact-reference.ts';
import { formatImageReference, parseImageReference } from './image-reference.ts';

const digest = `sha256:${'a1'.repeat(32)}`;
const image = (
  registry: string,
  repository: string,
  tag: string | null = null,
  hash: string | null = null,
) => ({
  ok: true,
  value: { registry, repository, tag, digest: hash },
});

describe('images', () => {
  test.each([
    ['nginx', image('docker.io', 'library/nginx')],
    ['nginx:1.27', image('docker.io', 'library/nginx', '1.27')],
    ['wordpress:4.5-apache', image('docker.io', 'library/wordpress', '4.5-apache')],
    ['bitnami/redis', image('docker.io', 'bitnami/redis')],
    ['docker.io/library/nginx:1', image('docker.io', 'library/nginx', '1')],
    ['index.docker.io/nginx', image('docker.io', 'library/nginx')],
    ['localhost/a', image('localhost', 'a')],
    ['localhost:5000/a:b', image('localhost:5000', 'a', 'b')],
    ['ghcr.io/a/b/c:d', image('ghcr.io', 'a/b/c', 'd')],
    ['a__b/c--d', image('docker.io', 'a__b/c--d')],
    [`nginx@${digest}`, image('docker.io', 'library/nginx', null, digest)],
    [`nginx:1@${digest}`, image('docker.io', 'library/nginx', '1', digest)],
  ])('%s', (text, parsed) => expect(parseImageReference(text)).toEqual(parsed));

  test.each([
    '',
    'UPPER/case',
    'Nginx',
    'a:b:c',
    'img@sha256:short',
    'img@',
    'img:',
    ':tag',
    '/a',
    'a//b',
    'a/',
    'a___b',
    '-a',
    'a-',
    '.a',
    ' a',
    'a b',
    '; rm -rf /',
    '$(id)',
    '`id`',
    'a\nb',
    'http://host/a',
    'a..b',
    'host:99999999/a',
    `a:${'t'.repeat(129)}`,
    'a'.repeat(2_000),
    'x@y@z',
  ])('refuses %j', (text) =>
    expect(parseImageReference(text)).toMatchObject({ ok: false, error: expect.any(String) }),
  );

  test('what is formatted is parsed back as the same', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,4})?$/);
    const reference = fc.record({
      registry: fc.constantFrom('docker.io', 'ghcr.io', 'localhost', 'host:5000'),
      repository: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
      tag: fc.option(fc.stringMatching(/^\w[\w.-]{0,20}$/)),
      digest: fc.option(fc.constant(digest)),
    });
    fc.assert(
      fc.property(reference, (given) => {
        const isOfficial = given.registry === 'docker.io' && !given.repository.includes('/');
        const value = { ...given, repository: isOfficial ? `library/${given.repository}` : given.repository };
        expect(parseImageReference(formatImageReference(value))).toEqual({ ok: true, value });
      }),
    );
  });

  test('hostile text is refused in no time', () => {
    const hostile = ['a-'.repeat(200), `${'a_'.repeat(250)}!`, `${'.'.repeat(500)}`, `${'a:'.repeat(250)}`];
    for (const text of hostile) expect(parseImageReference(text).ok).toBe(false);
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => typeof parseImageReference(text).ok === 'boolean'),
    );
  });
});

describe('artifacts', () => {
  const sum = 'ab'.repeat(32);
  test.each([
    ['/opt/app', { kind: 'path', location: '/opt/app', sha256: null }],
    ['/home/zoë/My Projects/app', { kind: 'path', location: '/home/zoë/My Projects/app', sha256: null }],
    ['file:///opt/app.tar.gz', { kind: 'path', location: '/opt/app.tar.gz', sha256: null }],
    [`/opt/app#sha256=${sum.toUpperCase()}`, { kind: 'path', location: '/opt/app', sha256: sum }],
    [
      'https://host:8443/a/b.tgz?x=1',
      { kind: 'url', location: 'https://host:8443/a/b.tgz?x=1', sha256: null },
    ],
    [`http://10.0.0.1/a#sha256=${sum}`, { kind: 'url', location: 'http://10.0.0.1/a', sha256: sum }],
  ])('%s', (text, value) => expect(parseArtifactReference(text)).toEqual({ ok: true, value }));

  test.each([
    '',
    'opt/app',
    './app',
    '/opt/../etc/shadow',
    '/opt/%2e%2e/etc',
    '/opt/./x',
    '/..',
    '//host/share',
    'file://host/share',
    'file://opt',
    'ftp://host/a',
    'https://',
    'https:///a',
    'https://host/../a',
    'https://host/%2e%2e/a',
    'https://user:secret@host/a',
    'https://ho st/a',
    '/opt/app#sha256=short',
    '/opt/app#md5=abc',
    '/opt/$(id)',
    'https://host/a b',
    '/opt/a;b',
    `/${'a'.repeat(5_000)}`,
  ])('refuses %j', (text) => expect(parseArtifactReference(text).ok).toBe(false));
});
