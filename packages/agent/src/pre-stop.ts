import type { Container } from '@gantry/model';
import { pause } from './clock.ts';
import { runInContainer } from './probe-exec.ts';
import { httpUrl, requireEndpoint, type Subject } from './prober.ts';

/**
 * Runs a container's preStop handler, at most `graceMs`, and less when the signal aborts. Throws when the handler
 * failed, which stops nothing: the container is stopped all the same.
 */
export async function runPreStop(
  subject: Subject,
  handler: NonNullable<Container['preStop']>,
  { graceMs, signal }: { graceMs: number; signal: AbortSignal },
): Promise<void> {
  const cutOff = new AbortController();
  const limit = pause(subject.clock, graceMs, AbortSignal.any([signal, cutOff.signal]));
  try {
    await Promise.race([limit, run(subject, handler, graceMs, signal)]);
  } finally {
    cutOff.abort();
  }
}

async function run(
  subject: Subject,
  handler: NonNullable<Container['preStop']>,
  graceMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (handler.type === 'sleep') return pause(subject.clock, handler.seconds * 1000, signal);
  if (handler.type === 'exec') {
    const { exitCode, output } = await runInContainer(subject, handler.command, graceMs);
    if (exitCode !== 0) throw new Error(`preStop command exited with code ${exitCode}: ${output}`);
    return;
  }
  const url = httpUrl('HTTP', requireEndpoint(subject.reach, handler.port), handler.path);
  if (subject.reach.runtime === 'simulated') return;
  const { result, message } = await subject.dialer.http({ url, headers: [], timeoutMs: graceMs });
  if (result !== 'success') throw new Error(`preStop ${message}`);
}
