import type { PortRange } from '@gantry/model';

/** The engine's own bounds, each with its reason. A cluster may set others. */
export interface Bounds {
  /** Writes after which a step ends with `more`: a commit of this size is durable in a few milliseconds. */
  writesPerStep: number;
  /** A node that is silent for so long is unreachable. Kubernetes waits 40 s with a heartbeat every 10. */
  leaseMs: number;
  /** A step that comes later than it was asked for by more than this has stalled itself and must not blame the agents. */
  stallMs: number;
  eventsPerObject: number;
  /** Of which at least half are for events about other things than containers. */
  events: number;
  /** Answers kept for clients that retry. */
  accepted: number;
  endedOffers: number;
  /** A framework that does not answer an offer for so long loses it, and is not offered the same again for as long. */
  offerTimeoutMs: number;
  /** The least time for which something refused is not offered again: a client that declines at once cannot flood. */
  leastRefusalMs: number;
  /**
   * A framework with a smaller share keeps its offers for so long from tasks that wait for the same room: long enough
   * for a program to answer, too short for one that never does to slow down a rollout.
   */
  offerGraceMs: number;
  /** A gang that has waited for so long keeps what it finds: short waits need nothing of the kind. */
  gathersAfterMs: number;
  /** And this long at most: enough for short tasks to end, too short for others to wait for ever. */
  gathersForMs: number;
  /** Then it keeps nothing for so long, and others have their turn. */
  gathersAgainAfterMs: number;
  /** Ended tasks of one framework from outside that it knows to have ended. */
  endedTasksPerFramework: number;
  /** And of those that it was told of, but did not acknowledge. */
  unacknowledgedTasksPerFramework: number;
  completedFrameworks: number;
  /** Intents kept after they were done, withdrawn or refused, so that everybody learns what became of them. */
  endedIntents: number;
  /** Ended tasks kept per replica set, so that their logs and ends can be looked at. */
  endedTasksPerReplicaSet: number;
  endedRolloutsPerDeployment: number;
  /** Jobs kept after their end that no cron or build job counts among its own. */
  endedJobs: number;
  /** Tasks of a job that came to nothing and were tried again, kept to be looked at. */
  brokenTasksPerJob: number;
  /** Plans whose lines are remembered, to say what moved when one is confirmed too late. */
  recentPlans: number;
  /** Where the services' own addresses are from: on every node they lead to its proxy, and are nowhere else. */
  serviceRange: string;
  /** What a published service may take by itself on every node. */
  nodePorts: PortRange;
  /** Ports that no service may take, and whose they are: `the dashboard's`. */
  reservedPorts: readonly { port: number; owner: string }[];
}

export const defaultBounds: Bounds = Object.freeze({
  writesPerStep: 2_000,
  leaseMs: 15_000,
  stallMs: 2_000,
  eventsPerObject: 40,
  events: 10_000,
  accepted: 10_000,
  endedOffers: 500,
  offerTimeoutMs: 30_000,
  leastRefusalMs: 1_000,
  offerGraceMs: 20,
  gathersAfterMs: 15_000,
  gathersForMs: 300_000,
  gathersAgainAfterMs: 60_000,
  endedTasksPerFramework: 100,
  unacknowledgedTasksPerFramework: 10_000,
  completedFrameworks: 50,
  endedIntents: 50,
  endedTasksPerReplicaSet: 5,
  endedRolloutsPerDeployment: 100,
  endedJobs: 200,
  brokenTasksPerJob: 100,
  recentPlans: 100,
  serviceRange: '198.18.0.0/22',
  nodePorts: { begin: 30_000, end: 30_999 },
  reservedPorts: [],
});
