import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerInspectInfo } from 'dockerode';
import { type ObservedContainer, RuntimeFault } from '../port.ts';
import type { Look } from './docker-look.ts';
import type { Engine } from './engine.ts';
import { statusOf } from './engine-fault.ts';
import { networkOwnerOf } from './observed-container.ts';

const removalLookEveryMs = 20;

interface Place {
  engine: Engine;
  look: Look;
}

/** By signals, not by the engine's own stop: that would hold one of the few calls in flight for the whole grace. */
export async function stopInDocker(
  { engine, look }: Place,
  runtimeId: string,
  { graceMs, signal }: { graceMs: number; signal: string | null },
): Promise<ObservedContainer> {
  const inspected = await look.own(runtimeId);
  if (!inspected.State.Running) return look.observe(inspected);
  const ended = waitForEnd(engine, runtimeId);
  await sendSignal({ engine, look }, runtimeId, signal ?? stopSignalOf(inspected));
  if (!(await endsWithin(ended, graceMs))) {
    await sendSignal({ engine, look }, runtimeId, 'SIGKILL');
    await ended;
  }
  const gone = { ...(await look.observe(inspected)), state: 'exited' as const };
  const stopped = (await look.at(runtimeId)) ?? gone;
  if (stopped.state === 'exited') return stopped;
  throw new RuntimeFault('Unavailable', 'the container engine went away while it stopped a container', true);
}

/** Of the container, or else of its image. */
const stopSignalOf = ({ Config }: ContainerInspectInfo): string =>
  (Config as { StopSignal?: string }).StopSignal || 'SIGTERM';

/** A call that takes no place in the gate, for it may last. */
async function waitForEnd(engine: Engine, runtimeId: string): Promise<boolean> {
  try {
    await engine.docker.getContainer(runtimeId).wait({ condition: 'not-running' });
    return true;
  } catch (error) {
    return statusOf(error) === 404;
  }
}

function endsWithin(ended: Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(timeoutMs, false, { signal: timer.signal }).catch(() => false);
  return Promise.race([ended, late]).finally(() => timer.abort());
}

/** That it has ended meanwhile is fine; engines say so in different words, so it is looked at. */
async function sendSignal({ engine, look }: Place, runtimeId: string, signal: string): Promise<void> {
  try {
    await engine.call(`could not send ${signal}`, 'Unavailable', (docker) =>
      docker.getContainer(runtimeId).kill({ signal }),
    );
  } catch (error) {
    if ((await look.inspect(runtimeId))?.State.Running) throw error;
  }
}

/** Removes it with its anonymous volumes, by force if it runs. */
export async function removeFromDocker({ engine, look }: Place, runtimeId: string): Promise<void> {
  try {
    await engine.call('could not remove a container', 'Unavailable', (docker) =>
      docker.getContainer(runtimeId).remove({ force: true, v: true }),
    );
  } catch (error) {
    const status = statusOf((error as RuntimeFault).cause);
    if (status === 404) return;
    if (status === 409) return untilGone(look, runtimeId);
    const dependents = await findDependents({ engine, look }, runtimeId);
    if (dependents.length === 0) throw error;
    for (const dependent of dependents) await removeFromDocker({ engine, look }, dependent);
    await removeFromDocker({ engine, look }, runtimeId);
  }
}

/** Somebody else is removing it. */
async function untilGone(look: Look, runtimeId: string): Promise<void> {
  while (await look.inspect(runtimeId)) await delay(removalLookEveryMs);
}

/** Podman does not remove a container whose network others share before them. */
async function findDependents({ engine, look }: Place, runtimeId: string): Promise<string[]> {
  const filters = { label: look.labelFilter() };
  const all = await engine.docker.listContainers({ all: true, filters });
  const inspected = await Promise.all(all.map(({ Id }) => look.inspect(Id)));
  return inspected.flatMap((one) => (one !== null && networkOwnerOf(one) === runtimeId ? [one.Id] : []));
}
