import { type Assignment, allContainers, type PlacedPort, placePorts, type Template } from '@gantry/model';
import type { ContainerRequest } from '@gantry/runtime';
import { containerEnvironment } from './container-environment.ts';
import { folderVariables } from './executor/executor-environment.ts';
import { expandVariables } from './variables.ts';

/** What a task is to be made of: everything about it that the control plane sent. */
export interface TaskPlan {
  assignment: Assignment;
  template: Template;
}

export type Mount = ContainerRequest['mounts'][number];

/** What the driver is asked to run for the container at `index` of all, those before the program first. */
export function containerRequest(
  plan: TaskPlan,
  index: number,
  { mounts, joinNetworkOf }: { mounts: Mount[]; joinNetworkOf: string | null },
): ContainerRequest {
  const { assignment, template } = plan;
  const container = allContainers(template)[index]!;
  const initCount = template.initContainers?.length ?? 0;
  const isInit = index < initCount;
  const environment = containerEnvironment(plan, container);
  const expand = (text: string) => expandVariables(text, environment);
  const { taskId, name, namespace, owner, revision } = assignment;
  return {
    ...{ taskId, taskName: name, namespace, owner, revision, environment, mounts, joinNetworkOf },
    ...{ isInit, index: isInit ? index : index - initCount },
    container: { ...container, command: container.command.map(expand), args: container.args.map(expand) },
    hostPorts: isInit ? [] : portsOf(plan, index - initCount).flatMap(publication),
    hostNetwork: template.hostNetwork,
    network: template.network ?? null,
    ...(assignment.executor === undefined ? {} : { folderVariables }),
  };
}

/** Containers of one task share the network of the first, which therefore publishes the ports of all. */
function portsOf({ assignment, template }: TaskPlan, place: number): PlacedPort[] {
  const placed = placePorts(template.containers, assignment.hostPorts);
  return place === 0 ? placed.flat() : placed[place]!;
}

function publication({ port, hostPort }: PlacedPort): ContainerRequest['hostPorts'] {
  if (hostPort === null) return [];
  // Port 0 is the one Gantry gives: the program listens on the host port itself.
  return [{ containerPort: port.containerPort || hostPort, hostPort, protocol: port.protocol }];
}
