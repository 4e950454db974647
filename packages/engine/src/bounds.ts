/** The engine's own bounds, each with its reason. A cluster may set others. */
export interface Bounds {
  /** Writes after which a step ends with `more`: a commit of this size is durable in a few milliseconds. */
  writesPerStep: number;
  /** A node that is silent for so long is unreachable. Kubernetes waits 40 s with a heartbeat every 10. */
  leaseMs: number;
  /** A step that comes later than it was asked for by more than this has stalled itself and must not blame the agents. */
  stallMs: number;
  eventsPerObject: number;
  events: number;
  /** Answers kept for clients that retry. */
  accepted: number;
  endedOffers: number;
  /** Ended tasks kept per replica set, so that their logs and ends can be looked at. */
  endedTasksPerReplicaSet: number;
  endedRolloutsPerDeployment: number;
  /** Plans whose lines are remembered, to say what moved when one is confirmed too late. */
  recentPlans: number;
}

export const defaultBounds: Bounds = Object.freeze({
  writesPerStep: 2_000,
  leaseMs: 15_000,
  stallMs: 2_000,
  eventsPerObject: 40,
  events: 10_000,
  accepted: 10_000,
  endedOffers: 500,
  endedTasksPerReplicaSet: 5,
  endedRolloutsPerDeployment: 100,
  recentPlans: 100,
});
