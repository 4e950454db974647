import {
  checkHostPath,
  checkImage,
  findUnsafeInput,
  fitsIn,
  type OfferRecord,
  type Resources,
} from '@gantry/model';
import type { TaskInfo } from './task-info.ts';
import { imageOf, portsOf, toResources } from './task-to-launch.ts';

/** What is left of the offers for the tasks still to be looked at. */
export interface Pool {
  resources: Resources;
  ports: OfferRecord['ports'];
  agentId: string;
  /** Ids of tasks that live, and of those accepted before in the same call. */
  taken: ReadonlySet<string>;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ids must not hold them
const badId = /[\u0000-\u001f\u007f/\\]/;

/** What is wrong with a task, in Mesos's words and in the order of its checks; null: nothing. */
export function faultOf(task: TaskInfo, pool: Pool): string | null {
  return (
    idFault(task, pool) ??
    resourceFault(task) ??
    commandFault(task) ??
    containerFault(task) ??
    roomFault(task, pool)
  );
}

function idFault({ task_id: { value }, agent_id }: TaskInfo, { taken, agentId }: Pool): string | null {
  if (value === '') return 'Task ID must not be empty';
  if (Buffer.byteLength(value) > 255) return 'Task ID must not be greater than 255 characters';
  if (value === '.' || value === '..' || badId.test(value))
    return `TaskID '${value}' contains invalid characters`;
  if (taken.has(value)) return `Task has duplicate ID: ${value}`;
  if (agent_id !== undefined && agent_id.value !== agentId)
    return `Task uses invalid agent ${agent_id.value} while agent ${agentId} is expected`;
  return null;
}

function resourceFault({ resources }: TaskInfo): string | null {
  if (resources.length === 0) return 'Task uses no resources';
  const wrong = resources.find(({ scalar }) => scalar !== undefined && !(scalar.value >= 0));
  return wrong === undefined ? null : `Invalid resource ${wrong.name}: it is less than nothing`;
}

function commandFault(task: TaskInfo): string | null {
  const { command, executor, container } = task;
  if ((command === undefined) === (executor === undefined))
    return 'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present';
  if (executor !== undefined)
    return 'Custom executors are not run here; give the task a command, or an image as its container';
  if (container?.type === 'DOCKER' && container.docker === undefined)
    return 'DockerInfo is not set for a DOCKER typed ContainerInfo';
  if (container?.docker?.parameters.some(({ key }) => key === 'name'))
    return "Parameter in DockerInfo must not be 'name'";
  const secret = command?.environment.variables.find(
    ({ type, value }) => type !== 'VALUE' || value === undefined,
  );
  if (secret !== undefined) return `Environment variable '${secret.name}' must have a value set`;
  const hasImage = container?.docker !== undefined || container?.mesos?.image !== undefined;
  if (!hasImage && command?.value === undefined && command?.arguments.length === 0)
    return 'Command has neither a value nor arguments';
  return findUnsafeInput(task)[0]?.message ?? null;
}

/** Mesos left these to its agents; here no door takes what the others refuse. */
function containerFault(task: TaskInfo): string | null {
  const image = imageOf(task);
  const wrongImage = image === null ? null : checkImage('docker', image);
  if (wrongImage !== null) return `The image ${JSON.stringify(image)} ${wrongImage}`;
  for (const { host_path: path } of task.container?.volumes ?? []) {
    const wrong = path === undefined ? null : checkHostPath(path);
    if (wrong !== null) return `The host_path ${JSON.stringify(path)} of a volume: ${wrong}`;
  }
  return null;
}

function roomFault({ resources }: TaskInfo, pool: Pool): string | null {
  const wanted = toResources(resources);
  if (!fitsIn(wanted, pool.resources))
    return `Total resources ${JSON.stringify(wanted)} required by task is more than available ${JSON.stringify(pool.resources)}`;
  const missing = portsOf(resources).find(
    (port) => !pool.ports.some(({ begin, end }) => begin <= port && port <= end),
  );
  return missing === undefined ? null : `Port ${missing} required by task is more than available`;
}
