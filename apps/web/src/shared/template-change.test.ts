import { expect, it } from 'vitest';
import { formatDateTime } from './format/time.ts';
import { changeLine, fieldChanges, meaningOf } from './template-change.ts';

it('says what changed in words, the image first', () => {
  const changes = meaningOf([
    { path: 'containers[web].resources.requests.memory', before: '384Mi', after: '512Mi' },
    { path: 'containers[web].env[FEATURE_X]', before: null, after: '1' },
    { path: 'containers[web].image', before: 'web:1', after: 'web:2' },
  ]);
  expect(changes.map((change) => change.what)).toEqual(['web image', 'web memory request', 'env FEATURE_X']);
});

it('calls what a process runs its artifact', () => {
  const changes = [
    { path: 'containers[web].env[A]', before: null, after: '1' },
    { path: 'template.containers[web].image', before: '/srv/1', after: '/srv/2' },
  ];
  expect(meaningOf(changes, 'artifact').map((change) => change.what)).toEqual(['web artifact', 'env A']);
  expect(changeLine(changes, 'artifact')).toBe('web artifact, +env A');
});

it('tells when something was restarted as moments are told everywhere', () => {
  const written = '2026-11-28T09:32:56.725Z';
  const restart = { path: 'metadata.annotations.kubectl.kubernetes.io/restartedAt', before: null };
  const [dotted, bracketed, unread] = meaningOf([
    { ...restart, after: written },
    { ...restart, path: 'template.metadata.annotations[kubectl.kubernetes.io/restartedAt]', after: written },
    { ...restart, after: 'by hand' },
  ]);
  expect(dotted).toMatchObject({ what: 'restarted at', after: formatDateTime(Date.parse(written)) });
  expect(bracketed).toMatchObject({ what: 'restarted at', before: null, after: dotted!.after });
  expect(unread!.after).toBe('by hand');
});

it('puts it in one line for a table', () => {
  expect(
    changeLine([
      { path: 'template.containers[web].image', before: 'a', after: 'b' },
      { path: 'template.containers[web].env[A]', before: null, after: '1' },
      { path: 'template.containers[web].env[B]', before: '1', after: null },
    ]),
  ).toBe('web image, +env A, −env B');
});

it('compares lists of named things by name, and a source as one thing', () => {
  const before = {
    env: [
      { name: 'A', value: '1' },
      { name: 'B', valueFrom: { secretKeyRef: { name: 'db', key: 'k' } } },
    ],
  };
  const after = {
    env: [
      { name: 'B', valueFrom: { secretKeyRef: { name: 'db', key: 'k2' } } },
      { name: 'A', value: '1' },
    ],
  };
  expect(fieldChanges(before, after).map((change) => change.path)).toEqual(['env[B].valueFrom']);
});
