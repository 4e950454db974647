import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const read = (variables: Record<string, string>) => readConfig(variables, '/web');

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(read({})).toMatchObject({
      ok: true,
      config: {
        host: '127.0.0.1',
        port: 4500,
        tlsPort: 4501,
        store: 'sqlite',
        token: null,
        localAgents: 3,
      },
    });
  });

  it('takes what is set', () => {
    const variables = {
      GANTRY_HOST: '0.0.0.0',
      GANTRY_PORT: '0',
      GANTRY_TLS_PORT: '5001',
      GANTRY_DATA_DIR: '/var/lib/gantry',
      GANTRY_TOKEN: 'a-token-that-is-long-enough',
      GANTRY_SECRET_KEY_FILE: '/etc/gantry/secret-keys',
      GANTRY_LOCAL_AGENTS: '0',
      GANTRY_HOST_NAMES: 'Gantry.example, other.example',
    };
    expect(read(variables)).toEqual({
      ok: true,
      config: {
        host: '0.0.0.0',
        port: 0,
        tlsPort: 5001,
        standbyPort: null,
        ingressPort: 4580,
        ingressTlsPort: 4581,
        serviceRange: null,
        dataDir: '/var/lib/gantry',
        store: 'sqlite',
        token: 'a-token-that-is-long-enough',
        secretKeyFile: '/etc/gantry/secret-keys',
        localAgents: 0,
        hostNames: ['gantry.example', 'other.example'],
        webDir: '/web',
      },
    });
  });

  it('takes what is set to nothing as not set', () => {
    expect(read({ GANTRY_PORT: '', GANTRY_TOKEN: '', GANTRY_DATA_DIR: '' })).toMatchObject({
      ok: true,
      config: { port: 4500, token: null },
    });
  });

  it.each([
    ['GANTRY_PORT', 'http'],
    ['GANTRY_PORT', '70000'],
    ['GANTRY_PORT', '-1'],
    ['GANTRY_PORT', '80.5'],
    ['GANTRY_TLS_PORT', 'x'],
    ['GANTRY_STORE', 'postgres://db'],
    ['GANTRY_INGRESS_PORT', 'http'],
    ['GANTRY_SERVICE_RANGE', '10.0.0.0/8'],
    ['GANTRY_SERVICE_RANGE', '10.0.0.999/20'],
    ['GANTRY_TOKEN', 'short'],
    ['GANTRY_TOKEN', 'a token with spaces in it'],
    ['GANTRY_LOCAL_AGENTS', 'three'],
    ['GANTRY_LOCAL_AGENTS', '65'],
  ])('refuses %s=%s with a sentence that names it', (name, value) => {
    const outcome = read({ [name]: value });
    expect(outcome.ok).toBe(false);
    expect(!outcome.ok && outcome.problems[0]).toMatch(new RegExp(`^${name} must be .+\\.$`));
  });

  it('tells all problems at once, and never the token', () => {
    const outcome = read({ GANTRY_PORT: 'x', GANTRY_LOCAL_AGENTS: '-1', GANTRY_TOKEN: 'secret' });
    expect(!outcome.ok && outcome.problems).toHaveLength(3);
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });
});
