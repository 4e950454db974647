import { expect, it } from 'vitest';
import { StatusError } from '../wire/status.ts';
import { applyConfiguration, withUpdateManager } from './managed-fields.ts';

const config = (spec: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec,
});
const web = (image: string, more: object = {}) =>
  config({ replicas: 2, template: { spec: { containers: [{ name: 'web', image, ...more }] } } });
const apply = (live: object | null, object: object, manager = 'ci', force = false) =>
  applyConfiguration(live as Record<string, unknown> | null, object as Record<string, unknown>, {
    manager,
    force,
  });

it('creates, and applies again without a change', () => {
  const first = apply(null, web('web:1'));
  expect(apply(first, web('web:1'))).toEqual(first);
});

it('removes what its manager no longer says, and nothing else', () => {
  const first = apply(null, web('web:1', { tty: true }));
  const scaledByAnother = withUpdateManager(
    { ...first, spec: { ...(first.spec as object), replicas: 5 } },
    first,
    'scaler',
  );
  const second = apply(
    scaledByAnother,
    config({ template: { spec: { containers: [{ name: 'web', image: 'web:2' }] } } }),
  );
  expect(second.spec).toEqual({
    replicas: 5,
    template: { spec: { containers: [{ name: 'web', image: 'web:2' }] } },
  });
});

it('refuses a field that another manager set otherwise, by name, and takes it when forced', () => {
  const first = apply(null, web('web:1'));
  const edited = withUpdateManager(
    { ...first, spec: { ...(first.spec as object), replicas: 7 } },
    first,
    'kubectl-edit',
  );
  const refused = () => apply(edited, web('web:1'));
  expect(refused).toThrow(StatusError);
  expect(refused).toThrow('Apply failed with 1 conflict: conflict with "kubectl-edit": .spec.replicas');
  const forced = apply(edited, web('web:1'), 'ci', true);
  expect((forced.spec as { replicas: number }).replicas).toBe(2);
  expect(() => apply(forced, web('web:1'))).not.toThrow();
});

it('lets two managers own different items of one list', () => {
  const first = apply(null, web('web:1'), 'a');
  const both = apply(
    first,
    config({ template: { spec: { containers: [{ name: 'side', image: 's:1' }] } } }),
    'b',
  );
  const names = (object: Record<string, unknown>) =>
    (object.spec as { template: { spec: { containers: { name: string }[] } } }).template.spec.containers.map(
      ({ name }) => name,
    );
  expect(names(both)).toEqual(['web', 'side']);
  expect(
    names(
      apply(both, config({ template: { spec: { containers: [{ name: 'other', image: 'o:1' }] } } }), 'b'),
    ),
  ).toEqual(['web', 'other']);
});

it('owns a list whole when an item of it says no key', () => {
  const first = withUpdateManager(web('web:1', { ports: [{}] }), null, 'create');
  expect(JSON.stringify(first.metadata)).toContain('"f:ports":{}');
});
