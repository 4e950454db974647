import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fitHaproxy } from './haproxy-process.ts';

function aProgram(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'haproxy');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test.each([
  ['echo "HAProxy version 2.6.12-1+deb12u3 2025/10/03 - https://haproxy.org/"', true],
  ['echo "HAProxy version 3.0.1-1 2024/06/10"', true],
  ['echo "HAProxy version 2.4.22-0 2023/02/14"', true],
  ['echo "HA-Proxy version 2.2.9-2 2021/04/19"', false],
  ['echo "HA-Proxy version 2.0.29-0 2022/05/13"', false],
  ['echo "HA-Proxy version 1.8.27"', false],
  ['echo "something else"', false],
  ['echo "HAProxy version 2.6.12"; exit 1', false],
])('an HAProxy that says `%s` is taken unasked: %s', (script, isFit) => {
  const program = aProgram(script);
  expect(fitHaproxy(program)).toBe(isFit ? program : null);
});

test('none is none', () => expect(fitHaproxy(null)).toBeNull());
