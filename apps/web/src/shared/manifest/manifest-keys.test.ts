import { ManifestText } from '@gantry/manifest';
import { expect, it } from 'vitest';

const container = (name: string) => `
    - name: ${name} # one of them
      image: "/programs/hello/1"
      command: [node, server.cjs]
      resources:
        requests: { cpu: 20m, memory: 48Mi } # little
      readinessProbe:
        httpGet: { path: /healthz, port: http }`;
const image = ['template', 'containers', 0, 'image'];

it('follows a key in a long manifest within 30 ms, from the form to the text and back', () => {
  const containers = Array.from({ length: 20 }, (_, index) => container(`hello-${index}`));
  const long = `name: hello\nreplicas: 3\ntemplate:\n  containers:${containers.join('')}\n`;
  const tookMs = Array.from({ length: 5 }, (_, round) => {
    const fromMs = performance.now();
    const typed = new ManifestText(new ManifestText(long).with(image, `/programs/hello/${round}`));
    expect(typed.readText(image)).toBe(`/programs/hello/${round}`);
    return performance.now() - fromMs;
  });
  expect(Math.min(...tookMs)).toBeLessThan(30);
});
