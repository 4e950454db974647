import { describe, expect, it } from 'vitest';
import { guardDemandOf, guardLabel } from './guard.ts';

const guarded = ['prod', 'vault'];
const namespaceOf = (name: string) =>
  name === 'unknown' ? undefined : { labels: { [guardLabel]: String(guarded.includes(name)) } };
const wantedOf = (...paths: string[]) => {
  const losses = paths.map((path) => {
    const [namespace = '', name = ''] = path.split('/');
    return { namespace, name };
  });
  return guardDemandOf(losses, namespaceOf)?.wanted;
};

describe('what has to be typed', () => {
  it('is nothing where no namespace is guarded', () => {
    expect(wantedOf()).toBeUndefined();
    expect(wantedOf('shop/web', 'unknown/web')).toBeUndefined();
  });

  it('is the name of the only one that is in a guarded namespace, whatever goes with it', () => {
    expect(wantedOf('prod/web')).toBe('web');
    expect(wantedOf('shop/api', 'prod/web', 'shop/web')).toBe('web');
  });

  it('is the namespace of several, and nothing that could be typed for several namespaces', () => {
    expect(wantedOf('prod/web', 'shop/web', 'prod/api')).toBe('prod');
    expect(wantedOf('prod/web', 'prod/api', 'vault/keys')).toBeNull();
  });
});
