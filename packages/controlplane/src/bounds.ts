/** Every bound of the host, each with its reason. Crossing one is a rejection or a counted drop, never memory growth. */
export const bounds = {
  /** Commands that wait: at 3,000 a second, more would be answered after their callers gave up. */
  waitingCommands: 4_096,
  /** Commands and reported tasks in one step: keeps everybody's wait for it to some tens of milliseconds. */
  inputsPerStep: 2_048,
  /** Commits that a subscriber can be behind, and the changes in all of them: about a minute of the heaviest load. */
  ringCommits: 10_000,
  ringChanges: 200_000,
  /** One message of an agent: a hello that reports some thousand tasks. */
  agentMessageBytes: 8 * 1024 * 1024,
  /** Connections that have not said yet who they are. */
  strangers: 512,
  helloWithinMs: 10_000,
  /** Unread by the agent: above the first, assignments wait and are coalesced; above the second it is cut off. */
  softBacklogBytes: 1024 * 1024,
  hardBacklogBytes: 64 * 1024 * 1024,
  backlogRetryMs: 50,
  /** Streams on one node, and what one of them holds for a reader that is not there yet or has paused. */
  streamsPerNode: 512,
  streamBufferBytes: 4 * 1024 * 1024,
  /** Input that waits for the agent, of all streams together. */
  streamInputBacklogBytes: 8 * 1024 * 1024,
  /** A full disk is tried again after this. */
  storeRetryMs: 1_000,
  /** The engine is tried again after this when planning itself threw; doubled up to the second. */
  engineRetryMs: 1_000,
  engineRetryMostMs: 30_000,
  /** No step for a deadline sooner than this after the last one, whatever the engine asks for. */
  wakeAtLeastMs: 5,
  /** Time is checked this often; a gap this much longer is our own standstill, not the agents' silence. */
  stallCheckMs: 1_000,
  stallMs: 3_000,
  /** How often autoscalers look at what their tasks use: as often as Kubernetes's. */
  measureEveryMs: 15_000,
  /** How often the history is cut to its retention. */
  compactEveryMs: 600_000,
} as const;
