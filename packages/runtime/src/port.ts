import type {
  ChosenNetwork,
  Container,
  ImageLook,
  RuntimeInfo,
  RuntimeName,
  SoughtImage,
  TaskId,
} from '@gantry/model';

/** What a driver is asked to run: one container of one task. */
export interface ContainerRequest {
  taskId: TaskId;
  /** Node-unique, safe as a file and container name. */
  taskName: string;
  namespace: string;
  owner: string;
  revision: number;
  container: Container;
  /** The template's place of this container: 0 is the first, whose network the others share. */
  index: number;
  /** It runs before the program, on a network of its own, and is found again as such. */
  isInit: boolean;
  environment: Record<string, string>;
  /** Variables that get the path of the folder a process runs in. Left out: none; a container has no such folder. */
  folderVariables?: readonly string[];
  /**
   * containerPort -> hostPort for published ports. A container that joins another's network has none of its own: the
   * first container's request names those of all its task's containers.
   */
  hostPorts: { containerPort: number; hostPort: number; protocol: 'TCP' | 'UDP' }[];
  /** Resolved mounts: a path of this node, or a named volume of the runtime, to a path in the container. */
  mounts: { source: string; kind: 'path' | 'volume'; target: string; readOnly: boolean }[];
  hostNetwork: boolean;
  /** null: the network of its namespace. */
  network: ChosenNetwork | null;
  /** runtimeId of the task's first container, whose network namespace this one joins; null for the first. */
  joinNetworkOf: string | null;
}

/** A container as the runtime knows it, found again after any restart of the agent. */
export interface ObservedContainer {
  taskId: TaskId;
  containerName: string;
  /** As it was requested. */
  isInit: boolean;
  runtimeId: string;
  state: 'created' | 'running' | 'exited';
  address: string;
  startedAtMs: number | null;
  finishedAtMs: number | null;
  /** 128 + n when signal n ended it. null while it runs, and when nobody was left to see it end. */
  exitCode: number | null;
  /** `SIGKILL`. An engine knows only exit codes, so there a program that exits with 137 looks killed. */
  signal: string | null;
  outOfMemory: boolean;
  imageId: string;
}

export interface LogLine {
  stream: 'stdout' | 'stderr';
  atMs: number;
  /** Without its line end. Text from outside: never HTML. */
  text: string;
}

export interface LogQuery {
  follow: boolean;
  tailLines: number | null;
  sinceMs: number | null;
  signal: AbortSignal;
}

export interface ExecRequest {
  command: string[];
  tty: boolean;
  stdin: boolean;
  columns: number | null;
  rows: number | null;
}

/** A running command inside a container. */
export interface ExecSession {
  onOutput(listener: (channel: 'stdout' | 'stderr', data: Uint8Array) => void): void;
  write(data: Uint8Array): void;
  endInput(): void;
  resize(columns: number, rows: number): void;
  /** Holds output back while `false`, so that a command cannot write faster than its reader reads. */
  setFlowing(isFlowing: boolean): void;
  /** Resolves with the exit code. */
  exited: Promise<number>;
  kill(): void;
}

export interface Usage {
  cpuMillis: number;
  memoryBytes: number;
}

/** Thrown by a driver when the world failed: `reason` is a stable word, `message` a sentence for the person. */
export class RuntimeFault extends Error {
  override name = 'RuntimeFault';
  readonly reason:
    | 'ImagePullFailed'
    | 'InvalidImage'
    | 'StartFailed'
    | 'Unavailable'
    | 'NotFound'
    | 'ExecFailed'
    | 'Unsupported';
  /** Worth trying again with back-off. */
  readonly retryable: boolean;
  constructor(reason: RuntimeFault['reason'], message: string, retryable: boolean, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
    this.retryable = retryable;
  }
}

/**
 * Runs containers: real ones, plain processes, or scripted ones. A driver keeps nothing that it cannot find again by
 * `list` after its own process was killed. All verbs are safe to repeat.
 */
export interface RuntimeDriver {
  readonly name: RuntimeName;
  /** Whether it works here, its version or why not, what it enforces. Cheap enough to be asked every few seconds. */
  info(): Promise<RuntimeInfo>;
  /** Brings image or artifact to the node. `onProgress` gets a sentence and, when known, a ratio 0..1. */
  prepare(
    request: ContainerRequest,
    onProgress: (message: string, ratio: number | null) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Whether `prepare` would find what a container runs, fetching nothing. Where it is fetched from is asked only with
   * `asksFar`. Never throws: what it cannot tell is `unknown`.
   */
  look(sought: SoughtImage, options: { asksFar: boolean; signal: AbortSignal }): Promise<ImageLook>;
  start(request: ContainerRequest): Promise<ObservedContainer>;
  list(): Promise<ObservedContainer[]>;
  /**
   * Calls back for each change of a container (started, exited) until the signal aborts, beginning with every container
   * there is; reconnects by itself.
   */
  watch(onChange: (observed: ObservedContainer) => void, signal: AbortSignal): void;
  /** Asks it to stop (SIGTERM or the given signal), then kills the whole tree after `graceMs`. Resolves when it is gone. */
  stop(runtimeId: string, options: { graceMs: number; signal: string | null }): Promise<ObservedContainer>;
  /** Kills it if it runs; forgets it, its log and its sandbox. Gone already is fine. */
  remove(runtimeId: string): Promise<void>;
  logs(runtimeId: string, query: LogQuery): AsyncIterable<LogLine>;
  exec(runtimeId: string, request: ExecRequest): Promise<ExecSession>;
  /**
   * The program's own input and output from now on; ending the session leaves it as it is. Absent: programs of this
   * runtime are started without input, and what they say is in their log. Throws ExecFailed.
   */
  attach?(runtimeId: string, options: { stdin: boolean }): Promise<ExecSession>;
  usage(runtimeId: string): Promise<Usage | null>;
  /** Ends what the driver itself holds open. The containers go on. */
  close(): Promise<void>;
}
