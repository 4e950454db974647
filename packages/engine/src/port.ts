import type {
  Act,
  Actor,
  Command,
  CommandId,
  CommandReply,
  Commit,
  DeploymentId,
  FrameworkId,
  JobId,
  LostImage,
  NodeDescription,
  NodeId,
  Rejection,
  Resources,
  Result,
  Snapshot,
  TableName,
  Tables,
  TaskId,
  TaskReport,
  TemplateHash,
  UsageSample,
} from '@gantry/model';

/** Everything that can happen to the engine. Time comes with the step, never from a clock. */
export type EngineInput =
  | { kind: 'command'; commandId: CommandId; actor: Actor; command: Command }
  /** An agent (re)connected. `nodeId` null: a new node; its id is in the answer. */
  | { kind: 'register'; nodeId: NodeId | null; node: NodeDescription; tasks: TaskReport[] }
  | { kind: 'describe'; nodeId: NodeId; node: NodeDescription }
  | { kind: 'report'; nodeId: NodeId; session: number; tasks: TaskReport[] }
  /** The agent was heard of at `atMs` (stamped on receipt). Kept in memory, never persisted. */
  | { kind: 'heartbeat'; nodeId: NodeId; atMs: number }
  /** The agent's connection ended. Its lease goes on running. */
  | { kind: 'disconnect'; nodeId: NodeId }
  /** The agent deleted a volume's data as it was asked to; `error`: why it could not. */
  | { kind: 'volumeRemoved'; nodeId: NodeId; volumeId: string; error: string | null }
  /** What nodes said of the images and artifacts that revisions of a deployment ran. */
  | {
      kind: 'looked';
      deploymentId: DeploymentId;
      looks: { templateHash: TemplateHash; lost: LostImage | null }[];
    }
  /** What the tasks of autoscaled deployments use now, as their agents measured it. */
  | { kind: 'usage'; samples: UsageSample[] }
  | { kind: 'tick' };

/** One answer for each input that wants one, by its index in the step's inputs. */
export type EngineAnswer =
  | { kind: 'command'; result: Result<CommandReply, Rejection> }
  | { kind: 'register'; nodeId: NodeId; session: number };

export interface StepInput {
  inputs: EngineInput[];
  nowMs: number;
}

export interface StepResult {
  /** null: nothing changed. Otherwise it must be appended durably, then given to `adopt`, before anything is told. */
  commit: Commit | null;
  answers: (EngineAnswer | null)[];
  /** When the engine wants its next tick at the latest; null: only when something happens. */
  wakeAtMs: number | null;
  /** The change budget was used up: step again at once with no inputs. */
  more: boolean;
}

/** Read access to the state. Records are frozen; iteration order is by insertion. */
export interface View {
  readonly revision: number;
  get<T extends TableName>(table: T, key: string): Tables[T] | undefined;
  all<T extends TableName>(table: T): IterableIterator<Tables[T]>;
  count(table: TableName): number;
  deployment(namespace: string, name: string): Tables['deployments'] | undefined;
  service(namespace: string, name: string): Tables['services'] | undefined;
  servicesIn(namespace: string): Tables['services'][];
  autoscaler(namespace: string, name: string): Tables['autoscalers'] | undefined;
  budget(namespace: string, name: string): Tables['budgets'] | undefined;
  budgetsIn(namespace: string): Tables['budgets'][];
  job(namespace: string, name: string): Tables['jobs'] | undefined;
  nodeByName(name: string): Tables['nodes'] | undefined;
  deploymentsIn(namespace: string): Iterable<Tables['deployments']>;
  config(namespace: string, name: string): Tables['configs'] | undefined;
  secret(namespace: string, name: string): Tables['secrets'] | undefined;
  volume(namespace: string, name: string): Tables['volumes'] | undefined;
  /** Whose data lies on the node, or is to be deleted by it. */
  volumesOfNode(nodeId: NodeId): Iterable<Tables['volumes']>;
  sightingsOf(deploymentId: DeploymentId): Tables['sightings'][];
  tasksOfNode(nodeId: NodeId): Iterable<Tables['tasks']>;
  tasksOfDeployment(deploymentId: DeploymentId): Iterable<Tables['tasks']>;
  tasksOfReplicaSet(replicaSetId: string): Iterable<Tables['tasks']>;
  tasksOfJob(jobId: JobId): Iterable<Tables['tasks']>;
  /** The task that took the place of this one. */
  successorOf(taskId: TaskId): Tables['tasks'] | undefined;
  /** The runs that a cron or build job made. */
  runsOf(jobId: JobId): Tables['jobs'][];
  revisionsOf(deploymentId: DeploymentId): Tables['revisions'][];
  replicaSetsOf(deploymentId: DeploymentId): Tables['replicaSets'][];
  rolloutsOf(deploymentId: DeploymentId): Tables['rollouts'][];
  /** Of a framework from outside; those of deployments and jobs are theirs. */
  tasksOfFramework(frameworkId: FrameworkId): Tables['tasks'][];
  outstandingOffersOf(frameworkId: FrameworkId): Tables['offers'][];
  reservationsOf(nodeId: NodeId): Tables['reservations'][];
  eventsOf(objectId: string): Iterable<Tables['events']>;
  /** What the live tasks and outstanding offers of a node take. */
  allocatedOf(nodeId: NodeId): import('@gantry/model').Resources;
}

export interface Engine {
  /** The adopted state. Never shows a step that was not adopted. */
  readonly view: View;
  step(input: StepInput): StepResult;
  /** Makes the last step's commit the state. The step must be adopted or discarded before the next one. */
  adopt(): void;
  discard(): void;
  /** What a command would do, by running the real planners in virtual time on a fork. */
  plan(command: Act, actor: Actor, nowMs: number): Result<Plan, Rejection>;
  /** Who is offered resources next, and why others are not. */
  ladder(): Ladder;
  /** What each node says to a task that waits, and what would help; null: it is not one that the engine places. */
  whyNot(task: TaskId, nowMs: number): WhyNot | null;
  /** What a node says to each kind of task that waits and that it does not take, the longest wait first. */
  refusedBy(node: NodeId, nowMs: number): NodeRefusal[];
  /**
   * The largest task of a shape that finds a place now, in turns of a few milliseconds: steps may come in between, and each
   * node is told as it is in its turn. Returns it at the end.
   */
  holes(shape: Shape): Generator<void, Holes>;
  /** Which few moves would make the largest hole of a shape larger, in turns; null: none would. Nothing is done. */
  largerHole(shape: Shape): Generator<void, LargerHole | null>;
  /** The whole state, for a new follower or a check. */
  snapshot(): Snapshot;
}

/** What tasks are like: cpu, memory and disk in proportion, with so many gpus and host ports, of a role. */
export interface Shape extends Resources {
  ports: number;
  role: string;
}

/** The room for one task of a shape. */
export interface Hole {
  nodeId: NodeId;
  node: string;
  /** How many times the shape's cpu, memory and disk it is. */
  times: number;
  resources: Resources;
}

export interface Holes {
  /** null: no node takes even the smallest. */
  largest: Hole | null;
  /** Tasks of just the shape's amounts that find a place now, one after another. */
  fits: number;
  /** How many nodes have a hole of so many times the shape at least, and less than the next step. */
  strip: { atLeast: number; nodes: number }[];
}

export interface HoleMove {
  taskId: TaskId;
  task: string;
  /** Names of nodes. */
  from: string;
  to: string;
}

export interface LargerHole {
  /** In their order. */
  moves: HoleMove[];
  /** The largest hole after them, and how many tasks of the shape's amounts find a place then. */
  hole: Hole;
  fits: number;
}

export interface PlanMove {
  taskName: string;
  /** null: it is started, respectively only stopped. */
  fromNode: string | null;
  toNode: string | null;
  action: 'start' | 'stop' | 'wait';
  revision: number;
  atMs: number;
}

/** What will happen, wave by wave. A wave is what starts and stops without waiting for anything to become ready. */
export interface Plan {
  hash: string;
  command: Act;
  /** False: the command would change nothing; `message` says so. */
  changes: boolean;
  message: string;
  waves: { atMs: number; moves: PlanMove[]; ready: number; total: number }[];
  lowestReady: number;
  highestTotal: number;
  desired: number;
  extraResources: import('@gantry/model').Resources;
  expectedMs: number;
  /** Tasks over time: the first point is how it is before the act, the next one may be the act's own, at the same moment. */
  curve: { atMs: number; ready: number; total: number }[];
  diff: { path: string; before: string | null; after: string | null }[];
  warnings: string[];
  notRestored: string[];
}

/** A framework in one of its roles, as the allocator sees it. */
export interface Rung {
  frameworkId: FrameworkId;
  role: string;
  /** Its weighted dominant share among those it competes with, and theirs: from the top of the tree of roles down. */
  levels: { role: string; share: number; weight: number }[];
  taken: Resources;
  /** Of it, what offers hold that were not answered yet. */
  offered: Resources;
  /** How often it was offered something. */
  turns: number;
  /** Whether it takes part in the next round. */
  isHungry: boolean;
  /** It is offered the next thing that comes free: first of the hungry that may have anything at all. */
  isNext: boolean;
  /** Until when the last of what it refused is kept from it; null: it refused nothing. Reviving it forgets that. */
  refusedUntilAtMs: number | null;
  /** Why it is offered nothing now. Empty: it is offered the next thing that is free. */
  why: string;
  /** How many nodes each reason rules out, for one that is hungry. */
  reasons: { code: RungReason; nodes: number }[];
}

export type RungReason =
  | 'unavailable'
  | 'gpus'
  | 'unwelcome'
  | 'tooLittle'
  | 'full'
  | 'offered'
  | 'refused'
  | 'limit'
  | 'guarantees';

/** The order in which free resources are given out as things are: the first rung that is hungry is next. */
export interface Ladder {
  total: Resources;
  rungs: Rung[];
  /** So long after it was made, an offer that nobody answered is taken back. */
  offerTimeoutMs: number;
}

/** The first thing that keeps one node from taking a task. */
export interface NodeVerdict {
  nodeId: NodeId;
  node: string;
  /** To follow the node's name: `lacks memory (wants 4Gi, 1Gi is free)`. */
  message: string;
  /** Of each resource, how much too little the node has free. */
  lacks: Resources;
}

/** What one node says to the tasks of one owner that wait. */
export interface NodeRefusal {
  /** The one that waits longest, and how many wait with it. */
  taskId: TaskId;
  task: string;
  tasks: number;
  sinceMs: number;
  code: string;
  /** To follow the node's name, as in `NodeVerdict`. */
  message: string;
}

export type Fix = { message: string } & (
  | { kind: 'uncordon' | 'node' | 'free'; nodeId: NodeId; node: string }
  /** Request no more than this: then so many nodes have room. */
  | { kind: 'lower'; resources: Resources; nodes: number }
  | { kind: 'addNode' }
);

/** Why a task waits, node by node, and what would end it. */
export interface WhyNot {
  nodes: number;
  /** How many could take it as they are: it waits for its turn, its quota or the others of its gang. */
  fits: number;
  /** What it names and is not there, whatever node it goes to; then no node is asked. */
  missing: string | null;
  /** What it requests in all. */
  wants: Resources;
  /** By the nodes' first reason, the most frequent one first. */
  groups: { code: string; verdicts: NodeVerdict[] }[];
  /** Of the nodes that lack nothing but room, the one that lacks the least in proportion. */
  nearest: (NodeVerdict & { free: Resources }) | null;
  /** The surest first. */
  fixes: Fix[];
}
