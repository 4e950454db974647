import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { joinScript } from './join-script.ts';

it('writes both files for their owner alone, and starts the agent with them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-join-'));
  try {
    const ca = '-----BEGIN CERTIFICATE-----\nAb+/=\n-----END CERTIFICATE-----\n';
    const script = joinScript({ serverUrl: 'https://10.0.0.5:4501', joinToken: 'a$secret`x', ca });
    const npm = '#!/bin/sh\necho "$@ $GANTRY_SERVER $GANTRY_JOIN_TOKEN_FILE $GANTRY_CA_FILE"\n';
    writeFileSync(join(folder, 'npm'), npm, { mode: 0o755 });
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const told = execFileSync('sh', { cwd: folder, env, input: script, encoding: 'utf8' });
    expect(told).toBe('run agent https://10.0.0.5:4501 join-token ca.pem\n');
    expect(readFileSync(join(folder, 'ca.pem'), 'utf8')).toBe(ca);
    expect(readFileSync(join(folder, 'join-token'), 'utf8')).toBe('a$secret`x\n');
    for (const name of ['ca.pem', 'join-token'])
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
