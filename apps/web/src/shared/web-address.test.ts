import { describe, expect, test } from 'vitest';
import { isWebAddress } from './web-address.ts';

describe('an address from outside', () => {
  test.each(['http://10.0.0.1:8080/', 'https://spark.example/jobs?id=1', 'HTTPS://spark.example'])(
    '%s leads to a page',
    (text) => expect(isWebAddress(text)).toBe(true),
  );

  test.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '/deployments',
    'spark.example',
    '',
  ])('%j does not', (text) => expect(isWebAddress(text)).toBe(false));
});
