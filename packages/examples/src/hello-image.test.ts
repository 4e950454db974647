import { existsSync } from 'node:fs';
import Docker from 'dockerode';
import { afterAll, describe, expect, test } from 'vitest';
import { buildHelloImage, findBusybox } from './hello-image.ts';

const wanted =
  process.env.GANTRY_TEST_DOCKER_SOCKET ??
  process.env.DOCKER_HOST?.replace(/^unix:\/\//, '') ??
  '/var/run/docker.sock';
const busybox = findBusybox();
const answers =
  existsSync(wanted) &&
  (await new Docker({ socketPath: wanted }).ping().then(
    () => true,
    () => false,
  ));
const whyNot =
  'missing' in busybox ? busybox.missing : answers ? null : `no container engine answers at ${wanted}`;

describe.skipIf(whyNot !== null)(`the hello image${whyNot ? ` (skipped: ${whyNot})` : ''}`, () => {
  const docker = new Docker({ socketPath: wanted });
  const image = `gantry.local/hello-test:${process.pid}`;
  afterAll(async () => {
    await docker.getImage(image).remove({ force: true });
  });

  test('serves its version, and leaves at once when it is asked to', async () => {
    await buildHelloImage(2, { socketPath: wanted, image });
    const container = await docker.createContainer({
      Image: image,
      Labels: { 'gantry.test': 'hello-image' },
    });
    try {
      await container.start();
      const { output, exitCode } = await run(container, [
        'wget',
        '-q',
        '-O-',
        'http://127.0.0.1:8080/version',
      ]);
      expect({ output, exitCode }).toEqual({ output: '2\n', exitCode: 0 });
      await container.stop({ t: 20 });
      expect((await container.inspect()).State).toMatchObject({ ExitCode: 0, OOMKilled: false });
    } finally {
      await container.remove({ force: true });
    }
  });
});

/** Runs until it succeeds: the server needs a moment before it listens. */
async function run(
  container: Docker.Container,
  command: string[],
): Promise<{ output: string; exitCode: number | null }> {
  const deadlineAtMs = Date.now() + 10_000;
  for (;;) {
    const exec = await container.exec({ Cmd: command, AttachStdout: true, Tty: true });
    const stream = await exec.start({ Tty: true });
    let output = '';
    for await (const chunk of stream) output += chunk;
    const { ExitCode: exitCode } = await exec.inspect();
    if (exitCode === 0 || Date.now() > deadlineAtMs) return { output: output.replaceAll('\r', ''), exitCode };
  }
}
