import { setTimeout as delay } from 'node:timers/promises';
import type { Container, ContainerInspectInfo } from 'dockerode';
import type { ContainerNetworks } from '../network/port.ts';
import { type ContainerRequest, type ObservedContainer, RuntimeFault } from '../port.ts';
import { type ContainerDefaults, containerName, containerOptions, labels } from './container-options.ts';
import type { Look } from './docker-look.ts';
import { isNetworkGone } from './docker-networks.ts';
import type { Engine } from './engine.ts';
import { sentenceOf } from './engine-fault.ts';

const portPatienceMs = 2_000;
const portLookEveryMs = 50;

interface Place {
  engine: Engine;
  look: Look;
  networks: ContainerNetworks;
  defaults: ContainerDefaults;
}

/**
 * Creates and starts; leaves nothing behind when it fails. Answers with the one that is there when it was started
 * before. Throws StartFailed, ImagePullFailed (the image is not on the node), Unsupported (its network) or Unavailable.
 */
export async function startInDocker(place: Place, request: ContainerRequest): Promise<ObservedContainer> {
  const { engine, look, defaults } = place;
  const doing = `could not start ${request.container.image}`;
  try {
    return await look.observe(await startOnNetwork(place, request, doing));
  } catch (error) {
    const earlier = await findEarlier(look, containerName(request, defaults), request);
    if (earlier === null) throw startFault(error as RuntimeFault);
    if (earlier.state !== 'created') return earlier;
    await engine.call(doing, 'StartFailed', (docker) => docker.getContainer(earlier.runtimeId).start());
    return (await look.at(earlier.runtimeId)) ?? earlier;
  }
}

/** Whoever takes away a network's last container takes the network too, maybe just before this one joins it. */
async function startOnNetwork(
  { engine, networks, defaults }: Place,
  request: ContainerRequest,
  doing: string,
): Promise<ContainerInspectInfo> {
  const names = await defaults.namesFor(request.namespace);
  for (let tries = 1; ; tries++) {
    const network = await networks.provide(request);
    try {
      return await engine.call(doing, 'StartFailed', async (docker) => {
        const container = await docker.createContainer(
          containerOptions(request, defaults, { names, network }),
        );
        await startPatiently(container, request).catch(async (error) => {
          await container.remove({ force: true, v: true }).catch(() => {});
          throw error;
        });
        return container.inspect();
      });
    } catch (error) {
      if (network !== null && tries < 3 && isNetworkGone(error)) continue;
      if (network !== null) await networks.release(network).catch(() => {});
      throw error;
    }
  }
}

/** Its name may be taken by an earlier start of the same container, which may not have come to its end. */
async function findEarlier(
  look: Look,
  name: string,
  { taskId }: ContainerRequest,
): Promise<ObservedContainer | null> {
  const inspected = await look.inspect(name);
  return inspected?.Config.Labels[labels.task] === taskId ? look.observe(inspected) : null;
}

/** A host port of a container that has just ended is free only when the engine has taken its network apart. */
async function startPatiently(container: Container, { hostPorts }: ContainerRequest): Promise<void> {
  const giveUpAt = performance.now() + (hostPorts.length > 0 ? portPatienceMs : 0);
  for (;;) {
    try {
      await container.start();
      return;
    } catch (error) {
      const isPortTaken = /port is already allocated|address already in use/i.test(sentenceOf(error));
      if (!isPortTaken || performance.now() > giveUpAt) throw error;
      await delay(portLookEveryMs);
    }
  }
}

/** Of what create and start answer with 404, only an image can be missing. */
function startFault(fault: RuntimeFault): RuntimeFault {
  if (fault.reason !== 'NotFound') return fault;
  const isImage = /no such image/i.test(fault.message);
  return new RuntimeFault(isImage ? 'ImagePullFailed' : 'StartFailed', fault.message, true, fault.cause);
}
