/**
 * Every bound of the system, each with its reason. Crossing one is a rejection that names the bound, or a counted
 * drop, and never memory growth.
 */
export const limits = {
  /** One deployment may fill a tenth of the largest cluster aimed at (1,000,000 tasks); a typo may not. */
  replicas: 100_000,
  /** Containers of one task share one node and start one after another; more is a modelling mistake. */
  containersPerTask: 16,
  portsPerContainer: 64,
  /** Each port is a listener on every node. */
  portsPerService: 64,
  ingressRules: 64,
  /** A stop waits for what is under way: an hour is a stop that nobody believes in any more. */
  drainSeconds: 3_600,
  volumesPerTask: 64,
  mountsPerContainer: 64,
  /** Linux refuses an argument block over 2 MiB; a thousand variables of ordinary length stay far below. */
  envPerContainer: 1_000,
  /** Linux's MAX_ARG_STRLEN: one argument or variable, in bytes. */
  argumentBytes: 128 * 1024,
  argumentsPerCommand: 1_000,
  /** Kubernetes's own: a label is an index key, an annotation is text; both travel with every delta. */
  labelsPerObject: 256,
  annotationsBytes: 256 * 1024,
  labelNameLength: 63,
  labelPrefixLength: 253,
  labelValueLength: 63,
  /** A DNS label: names become host names. */
  nameLength: 63,
  /** The docker reference grammar's bound on the repository; with host, tag and digest a reference stays under 512. */
  imageRepositoryLength: 255,
  imageReferenceLength: 512,
  /** Linux's PATH_MAX. */
  pathLength: 4_096,
  /** A pattern is matched against every node's attribute on every placement. */
  constraintValueLength: 256,
  constraintsPerTemplate: 32,
  constraintValues: 64,
  tolerationsPerTemplate: 64,
  /** Docker refuses a memory limit below 6 MiB. */
  minMemoryLimitBytes: 6 * 1024 * 1024,
  /** Less than 1 KiB is a number whose unit was forgotten. */
  minMemoryRequestBytes: 1024,
  /** Largest machines in reach; a larger number is a slip of the unit. */
  cpuMillis: 1_000_000,
  memoryBytes: 1024 ** 5,
  diskBytes: 1024 ** 5,
  gpus: 1_024,
  /** A day: a longer grace is a task that cannot be stopped. */
  graceSeconds: 86_400,
  probeSeconds: 86_400,
  probeThreshold: 1_000,
  probeHeaders: 32,
  /** A week: a longer deadline or delay is never noticed. Kubernetes's "no deadline" is written as null. */
  deadlineSeconds: 604_800,
  /** Each kept revision is a template in memory and in every snapshot. */
  revisionHistory: 1_000,
  surgePercent: 1_000,
  /** Tasks of one stage: each leaves a record until the job goes, and a typo must not fill the memory. */
  jobTasks: 10_000,
  jobStages: 50,
  /** A gang is placed in one piece; larger ones are for machines that nobody runs a dashboard on. */
  gangRanks: 1_000,
  /** Finished runs kept of one cron or build job. */
  jobHistory: 1_000,
  /** Builds that wait in one queue: more are a client that loops. */
  jobQueue: 1_000,
  canarySteps: 100,
  /** Priorities as Kubernetes bounds them for users. */
  priority: 1_000_000_000,
  causeLength: 1_000,
  /** The request body of a door: a manifest of 16 containers with full environments fits, and little more. */
  bodyBytes: 1024 * 1024,
  /** Nesting and size of any parsed input: deeper or larger is an attack on the parser, not a manifest. */
  inputDepth: 32,
  inputValues: 50_000,
  /** Keys of one config or secret, and its whole size: Kubernetes's and etcd's own bound is 1 MiB. */
  configKeys: 256,
  configBytes: 1024 * 1024,
  /** Enough to see who changed what lately; each is a few names. */
  configHistory: 50,
  /** Of one revision, of one config or secret: more savings under one running revision are told as the newest ones. */
  sightingVersions: 20,
  volumeOptions: 64,
} as const;
