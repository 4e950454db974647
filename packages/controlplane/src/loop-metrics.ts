import type { Counter, Histogram, Metrics } from './metrics.ts';

const batchBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** What the commit loop measures. */
export interface LoopMetrics {
  stepSeconds: Histogram;
  appendSeconds: Histogram;
  inputsPerStep: Histogram;
  commits: Counter;
  changes: Counter;
  /** Steps thrown away: the store was full, or the engine threw. */
  discards: Counter;
  refusedCommands: Counter;
  stalls: Counter;
}

export function loopMetrics(metrics: Metrics): LoopMetrics {
  return {
    stepSeconds: metrics.histogram('gantry_engine_step_duration_seconds', 'Time the engine took to decide.'),
    appendSeconds: metrics.histogram(
      'gantry_store_append_duration_seconds',
      'Time until a commit was durable.',
    ),
    inputsPerStep: metrics.histogram('gantry_engine_step_inputs', 'Inputs decided together.', batchBounds),
    commits: metrics.counter('gantry_commits_total', 'Commits made durable.'),
    changes: metrics.counter('gantry_changes_total', 'Record changes made durable.'),
    discards: metrics.counter(
      'gantry_discarded_steps_total',
      'Steps thrown away: full store, or engine fault.',
    ),
    refusedCommands: metrics.counter('gantry_refused_commands_total', 'Commands refused before the engine.'),
    stalls: metrics.counter(
      'gantry_stalls_total',
      'Times this process stood still longer than a few seconds.',
    ),
  };
}
