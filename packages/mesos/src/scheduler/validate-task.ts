import {
  addResources,
  checkHostPath,
  checkImage,
  findUnsafeInput,
  fitsIn,
  type OfferRecord,
  type Resources,
  type VolumeRecord,
} from '@gantry/model';
import { executorFault, executorNeeds, type KnownExecutors } from './own-executor.ts';
import { isVolume } from './persistent-volume.ts';
import type { TaskInfo } from './task-info.ts';
import { imageOf, persistenceOf, portsOf, toResources } from './task-to-launch.ts';
import { isBadId, isGoodPath } from './wire-text.ts';

/** What is left of the offers for the tasks still to be looked at. */
export interface Pool {
  resources: Resources;
  ports: OfferRecord['ports'];
  /** Persistent volumes that no task before has taken. */
  volumes: readonly VolumeRecord[];
  agentId: string;
  /** Ids of tasks that live, and of those accepted before in the same call. */
  taken: ReadonlySet<string>;
  frameworkId: string;
  /** The framework's own executors on the agent, and those that launches before in the same call make. */
  executors: KnownExecutors;
}

/** What is wrong with a task, in Mesos's words and in the order of its checks; null: nothing. */
export function faultOf(task: TaskInfo, pool: Pool): string | null {
  return (
    idFault(task, pool) ??
    resourceFault(task) ??
    commandFault(task) ??
    ownExecutorFault(task, pool) ??
    containerFault(task) ??
    roomFault(task, pool)
  );
}

function idFault({ task_id: { value }, agent_id }: TaskInfo, { taken, agentId }: Pool): string | null {
  if (value === '') return 'Task ID must not be empty';
  if (Buffer.byteLength(value) > 255) return 'Task ID must not be greater than 255 characters';
  if (isBadId(value)) return `TaskID '${value}' contains invalid characters`;
  if (taken.has(value)) return `Task has duplicate ID: ${value}`;
  if (agent_id !== undefined && agent_id.value !== agentId)
    return `Task uses invalid agent ${agent_id.value} while agent ${agentId} is expected`;
  return null;
}

function resourceFault({ resources }: TaskInfo): string | null {
  if (resources.length === 0) return 'Task uses no resources';
  const wrong = resourceAmountFault(resources);
  if (wrong !== null) return wrong;
  const ids = resources.flatMap((one) => persistenceOf(one) ?? []);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) return `Task uses duplicate persistence ID ${twice}`;
  const path = resources.find(({ disk }) => disk?.volume && !isGoodPath(disk.volume.container_path));
  return path === undefined ? null : `Invalid container_path '${path.disk?.volume?.container_path}'`;
}

function resourceAmountFault(resources: TaskInfo['resources']): string | null {
  const wrong = resources.find(({ scalar }) => scalar !== undefined && !(scalar.value >= 0));
  return wrong === undefined ? null : `Invalid resource ${wrong.name}: it is less than nothing`;
}

function commandFault(task: TaskInfo): string | null {
  const { command, executor, container } = task;
  if ((command === undefined) === (executor === undefined))
    return 'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present';
  if (executor !== undefined) return findUnsafeInput(task)[0]?.message ?? null;
  return runFault({ command, container }) ?? findUnsafeInput(task)[0]?.message ?? null;
}

/** What is wrong with what is to be run, of a task or of an executor. */
function runFault({ command, container }: Pick<TaskInfo, 'command' | 'container'>): string | null {
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
  return null;
}

function ownExecutorFault({ executor }: TaskInfo, pool: Pool): string | null {
  if (executor === undefined) return null;
  const fault = executorFault(executor, pool) ?? runFault(executor) ?? containerFault(executor);
  return fault ?? resourceAmountFault(executor.resources);
}

/** Mesos left these to its agents; here no door takes what the others refuse. */
function containerFault(task: Pick<TaskInfo, 'container'>): string | null {
  const image = imageOf(task);
  const wrongImage = image === null ? null : checkImage('docker', image);
  if (wrongImage !== null) return `The image ${JSON.stringify(image)} ${wrongImage}`;
  for (const { host_path: path } of task.container?.volumes ?? []) {
    const wrong = path === undefined ? null : checkHostPath(path);
    if (wrong !== null) return `The host_path ${JSON.stringify(path)} of a volume: ${wrong}`;
  }
  return null;
}

/** The volumes of the pool that the task takes; a string: the one that is not there as the task describes it. */
export function volumesOf({ resources }: TaskInfo, pool: Pool): VolumeRecord[] | string {
  const taken: VolumeRecord[] = [];
  for (const one of resources) {
    const id = persistenceOf(one);
    if (id === undefined) continue;
    const volume = pool.volumes.find((volume) => isVolume(one, volume));
    if (volume === undefined) return id;
    taken.push(volume);
  }
  return taken;
}

function roomFault(task: TaskInfo, pool: Pool): string | null {
  const { resources } = task;
  const volumes = volumesOf(task, pool);
  if (typeof volumes === 'string')
    return `Persistent volume '${volumes}' required by task is more than available`;

  const executor = executorNeeds(task, pool.executors);
  const own = toResources(resources);
  const wanted = executor === null ? own : addResources(own, executor.resources);
  if (!fitsIn(wanted, pool.resources))
    return `Total resources ${JSON.stringify(wanted)} required by task is more than available ${JSON.stringify(pool.resources)}`;
  const missing = [...portsOf(resources), ...(executor?.ports ?? [])].find(
    (port) => !pool.ports.some(({ begin, end }) => begin <= port && port <= end),
  );
  return missing === undefined ? null : `Port ${missing} required by task is more than available`;
}
