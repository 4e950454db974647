/** The messages of Mesos's v1 scheduler API that a scheduler meets, as JSON has them. */

export interface Id {
  value: string;
}

export interface Resource {
  name: string;
  type: 'SCALAR' | 'RANGES';
  scalar?: { value: number };
  ranges?: { range: { begin: number; end: number }[] };
  role?: string;
  /** Kept for a role; of several the last one counts. */
  reservations?: { type: 'STATIC' | 'DYNAMIC'; role: string; principal?: string }[];
  /** With a persistence id, a volume that outlives the tasks that use it. */
  disk?: {
    persistence?: { id: string; principal?: string };
    volume?: { mode: 'RW' | 'RO'; container_path: string };
  };
  allocation_info?: { role: string };
}

export interface Attribute {
  name: string;
  type: 'TEXT' | 'SCALAR' | 'RANGES';
  text?: { value: string };
  scalar?: { value: number };
  ranges?: { range: { begin: number; end: number }[] };
}

/** Resources of one agent, held out to this framework until it answers. */
export interface Offer {
  id: Id;
  framework_id: Id;
  agent_id: Id;
  hostname: string;
  url: { scheme: string; address: { hostname: string; ip: string; port: number }; path: string };
  resources: Resource[];
  attributes: Attribute[];
  allocation_info?: { role: string };
}

export interface CommandInfo {
  value?: string;
  /** Default: true. Without a shell, `value` is the program and `arguments` all of its argv. */
  shell?: boolean;
  arguments?: string[];
  environment?: { variables: { name: string; value: string }[] };
  uris?: { value: string }[];
}

export interface ContainerInfo {
  type: 'DOCKER';
  docker: {
    image: string;
    network: 'HOST' | 'BRIDGE' | 'NONE';
    port_mappings?: { host_port: number; container_port: number; protocol: string }[];
  };
  volumes?: { container_path: string; host_path: string; mode: 'RW' | 'RO' }[];
}

/** A program of the framework's own that carries tasks: started with the first that names it on an agent. */
export interface ExecutorInfo {
  type?: 'CUSTOM';
  executor_id: Id;
  command: CommandInfo;
  container?: ContainerInfo;
  /** Its own, beside those of its tasks. */
  resources?: Resource[];
  name?: string;
  /** Base64; the executor gets it when it subscribes. */
  data?: string;
  shutdown_grace_period?: { nanoseconds: number };
}

/** Either `command` or `executor`, and `container` with a command only. */
export interface TaskInfo {
  name: string;
  task_id: Id;
  agent_id: Id;
  resources: Resource[];
  command?: CommandInfo;
  container?: ContainerInfo;
  executor?: ExecutorInfo;
  /** Base64, for the executor. */
  data?: string;
  health_check?: object;
  kill_policy?: { grace_period: { nanoseconds: number } };
  labels?: { labels: { key: string; value: string }[] };
}

export type TaskState =
  | 'TASK_STAGING'
  | 'TASK_STARTING'
  | 'TASK_RUNNING'
  | 'TASK_KILLING'
  | 'TASK_FINISHED'
  | 'TASK_FAILED'
  | 'TASK_KILLED'
  | 'TASK_ERROR'
  | 'TASK_LOST'
  | 'TASK_DROPPED'
  | 'TASK_UNREACHABLE'
  | 'TASK_GONE'
  | 'TASK_GONE_BY_OPERATOR'
  | 'TASK_UNKNOWN';

export interface TaskStatus {
  task_id: Id;
  state: TaskState;
  source: 'SOURCE_MASTER' | 'SOURCE_AGENT' | 'SOURCE_EXECUTOR';
  reason?: string;
  message?: string;
  agent_id?: Id;
  executor_id?: Id;
  /** Seconds since the epoch. */
  timestamp: number;
  /** With it, the update comes again until it is acknowledged. The scheduler here does that. */
  uuid?: string;
  healthy?: boolean;
  /** Base64, from the executor. */
  data?: string;
  container_status?: {
    container_id?: Id;
    network_infos?: { ip_addresses: { protocol: string; ip_address: string }[] }[];
  };
}

/** What is done with an offer, in the order of the list. */
export type Operation =
  | { type: 'LAUNCH'; launch: { task_infos: TaskInfo[] } }
  | { type: 'RESERVE'; reserve: { resources: Resource[] } }
  | { type: 'UNRESERVE'; unreserve: { resources: Resource[] } }
  /** Makes volumes of reserved disk. */
  | { type: 'CREATE'; create: { volumes: Resource[] } }
  /** Deletes volumes that no task uses, with their data. */
  | { type: 'DESTROY'; destroy: { volumes: Resource[] } }
  | {
      type: 'LAUNCH_GROUP';
      launch_group: {
        executor: { type: 'DEFAULT'; executor_id: Id };
        task_group: { tasks: TaskInfo[] };
      };
    };

export type Event =
  | { type: 'SUBSCRIBED'; subscribed: { framework_id: Id; heartbeat_interval_seconds: number } }
  | { type: 'OFFERS'; offers: { offers: Offer[] } }
  | { type: 'RESCIND'; rescind: { offer_id: Id } }
  | { type: 'UPDATE'; update: { status: TaskStatus } }
  | { type: 'FAILURE'; failure: { agent_id?: Id; executor_id?: Id; status?: number } }
  | { type: 'MESSAGE'; message: { agent_id: Id; executor_id: Id; data: string } }
  | { type: 'ERROR'; error: { message: string } }
  | { type: 'HEARTBEAT' };

export interface FrameworkInfo {
  name: string;
  /** Whom its tasks run as. */
  user?: string;
  /** Default: one role, `*`. */
  roles?: string[];
  /** How long its tasks outlive its connection. Default: a day. */
  failoverTimeoutSeconds?: number;
  principal?: string;
  /** Shown in the dashboard, to get to the framework's own pages. */
  webuiUrl?: string;
}

/** What an executor is told on its stream. */
export type ExecutorEvent =
  | {
      type: 'SUBSCRIBED';
      subscribed: { executor_info: ExecutorInfo; agent_info: { id?: Id; hostname: string } };
    }
  | { type: 'LAUNCH'; launch: { task: TaskInfo } }
  | { type: 'KILL'; kill: { task_id: Id; kill_policy?: { grace_period?: { nanoseconds: number } } } }
  | { type: 'ACKNOWLEDGED'; acknowledged: { task_id: Id; uuid: string } }
  | { type: 'MESSAGE'; message: { data: string } }
  | { type: 'SHUTDOWN' }
  | { type: 'ERROR'; error: { message: string } }
  | { type: 'HEARTBEAT' };
