/**
 * Why something happened: the closed list of reasons that an event may have, each with what it means and whether it is a
 * warning. Kubernetes's word where it has one. New reasons are added here and nowhere else.
 */
export const eventReasons = {
  // Tasks
  Created: { warning: false, meaning: 'A task was made for a deployment or job.' },
  Scheduled: { warning: false, meaning: 'A node was chosen for the task.' },
  FailedScheduling: {
    warning: true,
    meaning: 'No node can take the task now; the message counts the reasons.',
  },
  Pulling: { warning: false, meaning: 'The node is fetching the image or artifact.' },
  Pulled: { warning: false, meaning: 'The image or artifact is on the node.' },
  FailedPull: {
    warning: true,
    meaning: 'The image or artifact could not be fetched; it will be tried again.',
  },
  Started: { warning: false, meaning: 'The task’s containers run.' },
  Ready: { warning: false, meaning: 'All probes of the task succeed.' },
  Unhealthy: { warning: true, meaning: 'A probe of the task failed.' },
  Killing: { warning: false, meaning: 'The task is being stopped, gracefully first.' },
  Evicted: { warning: false, meaning: 'The task was asked to go, and its disruption budgets allowed it.' },
  Killed: { warning: false, meaning: 'The task was stopped.' },
  Completed: { warning: false, meaning: 'The task ended by itself with exit code 0.' },
  Failed: { warning: true, meaning: 'The task ended by itself with an error, or could not start.' },
  OutOfMemory: { warning: true, meaning: 'The task used more memory than its limit and was killed.' },
  BackOff: { warning: true, meaning: 'The task keeps failing; the next try waits longer.' },
  Replaced: { warning: false, meaning: 'Another task took the place of this one.' },
  ReportIgnored: {
    warning: true,
    meaning: 'An agent reported something that cannot be: of another node’s task, or backwards.',
  },
  TaskLost: { warning: true, meaning: 'The task’s node is gone; what became of the task is not known.' },
  // Deployments
  DeploymentCreated: { warning: false, meaning: 'The deployment was made.' },
  DeploymentUpdated: { warning: false, meaning: 'The deployment’s spec was changed.' },
  DeploymentDeleted: { warning: false, meaning: 'The deployment and its tasks are being removed.' },
  ScalingReplicaSet: { warning: false, meaning: 'The replicas of one revision were raised or lowered.' },
  Scaled: { warning: false, meaning: 'The wanted number of replicas was changed.' },
  RolloutStarted: { warning: false, meaning: 'A rollout to another revision began.' },
  RolloutPaused: { warning: false, meaning: 'The rollout waits for a person.' },
  RolloutResumed: { warning: false, meaning: 'The rollout goes on.' },
  RolloutStep: { warning: false, meaning: 'A canary or blue-green rollout reached its next step.' },
  RolloutPromoted: { warning: false, meaning: 'A person or a timer promoted the new revision.' },
  RolloutAborted: { warning: true, meaning: 'The rollout was given up; the old revision stays.' },
  RolloutComplete: { warning: false, meaning: 'All replicas are of the new revision and available.' },
  ProgressDeadlineExceeded: {
    warning: true,
    meaning: 'The rollout made no progress for its whole deadline.',
  },
  HealthGateFailed: { warning: true, meaning: 'A health gate of the rollout did not hold.' },
  RolledBack: { warning: false, meaning: 'An earlier revision’s template was restored.' },
  ImageGone: { warning: true, meaning: 'What a revision ran is not to be had any more.' },
  ImageBack: { warning: false, meaning: 'What a revision ran is to be had again.' },
  Restarted: { warning: false, meaning: 'All tasks are being replaced on request.' },
  RevisionPinned: { warning: false, meaning: 'A revision is kept whatever the history limit says.' },
  RevisionUnpinned: { warning: false, meaning: 'A revision that was pinned goes with the others again.' },
  IntentPlaced: { warning: false, meaning: 'Something will be done to it when the undo window has passed.' },
  IntentWithdrawn: { warning: false, meaning: 'What was to be done to it was withdrawn in time.' },
  IntentRefused: {
    warning: true,
    meaning: 'What was to be done to it could not be done any more when its time had come.',
  },
  Quarantined: { warning: true, meaning: 'Planning this object failed; it is held until it is changed.' },
  // Nodes
  NodeRegistered: { warning: false, meaning: 'An agent joined with a new node.' },
  NodeReady: { warning: false, meaning: 'The node is connected and may take tasks.' },
  NodeUnreachable: { warning: true, meaning: 'Nothing was heard of the node for its whole lease.' },
  NodeChanged: { warning: false, meaning: 'Resources, runtimes or labels of the node changed.' },
  Cordoned: { warning: false, meaning: 'The node takes no new tasks.' },
  Uncordoned: { warning: false, meaning: 'The node takes new tasks again.' },
  Draining: { warning: false, meaning: 'The node’s tasks are being moved to other nodes.' },
  Drained: { warning: false, meaning: 'No task is left on the node.' },
  DrainWaits: { warning: true, meaning: 'A disruption budget keeps tasks on a node that is being drained.' },
  Reserved: { warning: false, meaning: 'Resources of the node are kept for a role.' },
  Unreserved: { warning: false, meaning: 'Resources of the node are no longer kept for a role.' },
  DrainDeadline: { warning: true, meaning: 'The drain’s deadline passed; what was left was stopped.' },
  NodeRemoved: { warning: false, meaning: 'The node was taken out of the cluster.' },
  // Frameworks and offers
  FrameworkRegistered: { warning: false, meaning: 'A scheduler subscribed.' },
  FrameworkDisconnected: {
    warning: true,
    meaning: 'A scheduler’s connection ended; its tasks go on for a while.',
  },
  FrameworkRemoved: { warning: false, meaning: 'A scheduler is gone, and its tasks with it.' },
  OfferRescinded: { warning: false, meaning: 'An offer was taken back before it was answered.' },
  QuotaExceeded: { warning: true, meaning: 'The role has used its whole quota.' },
  RoleChanged: { warning: false, meaning: 'Weight or quota of a role was changed.' },
  // Jobs and services
  JobCreated: { warning: false, meaning: 'The job was made.' },
  JobUpdated: { warning: false, meaning: 'The job’s spec was changed.' },
  JobDeleted: { warning: false, meaning: 'The job and its tasks are being removed.' },
  JobStarted: { warning: false, meaning: 'A job’s tasks are being made.' },
  JobStage: { warning: false, meaning: 'A stage of the job is done, and the next one began.' },
  MaintenanceAnnounced: {
    warning: false,
    meaning: 'When the node will be away was announced, or called off.',
  },
  JobGathers: {
    warning: false,
    meaning: 'A gang has waited for room long: what it finds is kept for it for a while.',
  },
  JobStopsGathering: {
    warning: true,
    meaning: 'What a gang gathered was not enough in time, and others have their turn.',
  },
  JobRetried: { warning: true, meaning: 'A task of the job, or a gang as a whole, is tried again.' },
  JobSuspended: { warning: false, meaning: 'The job’s tasks are stopped until it is resumed.' },
  JobResumed: { warning: false, meaning: 'The job goes on.' },
  JobCancelled: { warning: false, meaning: 'The job was given up on request.' },
  JobComplete: { warning: false, meaning: 'The job’s tasks all succeeded.' },
  JobFailed: { warning: true, meaning: 'The job gave up.' },
  AutoscalerSaved: { warning: false, meaning: 'An autoscaler was made or changed.' },
  AutoscalerDeleted: { warning: false, meaning: 'An autoscaler was removed; its deployment keeps its size.' },
  AutoscalerWaits: {
    warning: true,
    meaning: 'An autoscaler cannot say what size is right; the message tells why.',
  },
  BudgetSaved: { warning: false, meaning: 'A disruption budget was made or changed.' },
  BudgetDeleted: { warning: false, meaning: 'A disruption budget was removed; it holds back nothing more.' },
  ServiceCreated: { warning: false, meaning: 'The service was made.' },
  ServiceUpdated: { warning: false, meaning: 'The service’s ports or targets were changed.' },
  ServiceDeleted: { warning: false, meaning: 'The service was removed; its name and ports are free.' },
  RunMade: { warning: false, meaning: 'A cron or build job made a run.' },
  RunSkipped: {
    warning: true,
    meaning: 'A moment of the schedule passed without a run; the message says why.',
  },
  ServiceChanged: { warning: false, meaning: 'The ready addresses behind a service changed.' },
  // Configuration and volumes
  ConfigSaved: { warning: false, meaning: 'A config or secret was saved; its version rose.' },
  ConfigDeleted: { warning: false, meaning: 'A config or secret was deleted.' },
  ConfigRead: {
    warning: false,
    meaning: 'Tasks of a revision were given this version of a config or secret.',
  },
  VolumeSaved: { warning: false, meaning: 'A volume was made, or what is asked of it was changed.' },
  VolumeBound: {
    warning: false,
    meaning: 'A node was chosen for the volume’s data; tasks that use it go there.',
  },
  VolumeLost: { warning: true, meaning: 'The node that held the volume’s data was removed.' },
  VolumeDeleted: {
    warning: false,
    meaning: 'The volume was deleted; the message says what became of its data.',
  },
  VolumeFailed: { warning: true, meaning: 'A node could not do what was asked of the volume.' },
  // The cluster itself
  LeaderElected: { warning: false, meaning: 'This control plane took over the cluster.' },
  NamespaceCreated: { warning: false, meaning: 'A namespace was made.' },
  NamespaceDeleted: { warning: false, meaning: 'A namespace and everything in it is being removed.' },
} as const satisfies Record<string, { warning: boolean; meaning: string }>;

export type EventReason = keyof typeof eventReasons;

export function eventType(reason: EventReason): 'Normal' | 'Warning' {
  return eventReasons[reason].warning ? 'Warning' : 'Normal';
}
