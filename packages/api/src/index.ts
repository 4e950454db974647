export type { FrameworkRow, LadderRow, OfferRow, Quota, RoleRow } from './allocation.ts';
export { type AppRouter, appRouter } from './app-router.ts';
export type { AuditEntry, AuditTrail } from './audit/audit-trail.ts';
export { frameworkWords, lineOfDoor, lineOfStream, withoutRepeats } from './audit/door-act.ts';
export type { AuditEffect, ChangedObject } from './audit/effect.ts';
export {
  type ChangesMessage,
  type ClusterCounts,
  changesSince,
  type Delta,
  defaultPace,
  type Pace,
  resumeToken,
  type SnapshotPart,
} from './changes.ts';
export type { ClusterSummary } from './cluster.ts';
export type { ConfigDetail, ConfigRow, ReaderRow } from './configs.ts';
export type {
  Context,
  Example,
  GalleryEntry,
  GalleryObjectKind,
  JobExample,
  JoinInstructions,
  Services,
} from './context.ts';
export { Credentials, sessionMs } from './credentials.ts';
export { type DayRibbon, DayRibbons } from './day-ribbons.ts';
export type { ContainerImage, DeploymentDetail, DeploymentRow } from './deployment-view.ts';
export type { LogBatch } from './follow-logs.ts';
export type { DeploymentHistory, RevisionEntry, RolloutSummary } from './history.ts';
export { readBody, wrongMediaType } from './http-body.ts';
export type { Imported, ImportedObject, Importer } from './import.ts';
export type { JobDetail } from './job-view.ts';
export type { LogLine } from './log-lines.ts';
export type { TaskLogs } from './logs.ts';
export type { WrittenManifest } from './manifest.ts';
export type { NodeDetail, NodeRow } from './nodes.ts';
export type { OlderLogs } from './older-logs.ts';
export { isKnownHost, isSecure } from './origin.ts';
export type { Page } from './page.ts';
export type { ContainerDifference, Differences, ObjectDifference } from './past/differences.ts';
export { type LookBack, Past, type PastCommit, type PastPart } from './past/past.ts';
export type { PastLog, Present } from './past/past-log.ts';
export type { Stretch } from './past/stretch.ts';
export type { Mark, Strip, StripPart } from './past/strip.ts';
export { type KeptPerson, type KnownPerson, People } from './people.ts';
export type { TaskProbes } from './probes.ts';
export { type ErrorData, faultIdOf } from './procedure.ts';
export type { ReadinessDip } from './readiness-dips.ts';
export type { Ribbon, RibbonPoint } from './ribbon.ts';
export { Ribbons } from './ribbons.ts';
export { type Scope, type StreamedChange, type StreamedTable, scopeOf } from './scope.ts';
export type { SecretDetail, SecretRow } from './secrets.ts';
export type { ServiceDetail, ServiceRow } from './services.ts';
export type { ToldPlan } from './submit.ts';
export { type NodeLoad, Tally, type TaskCounts } from './tally.ts';
export type { TaskDetail } from './tasks.ts';
export { createTerminalDoor, type TerminalDoor } from './terminal-door.ts';
export type { Person, TerminalNews } from './terminal-protocol.ts';
export { createTrpcDoor, type TrpcDoor } from './trpc-door.ts';
export type { Usage } from './usage.ts';
export { type UsageTrail, UsageTrails } from './usage-trails.ts';
export type { JobVerdict, ManifestVerdict } from './validate.ts';
export type { VolumeDetail, VolumeRow } from './volumes.ts';
export type { Why, WhyGroup } from './why.ts';
