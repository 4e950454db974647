import type { Counter, Metrics } from './metrics.ts';

/** What the gateway measures. */
export interface AgentMetrics {
  welcomes: Counter;
  refusals: Counter;
  foreignReports: Counter;
  /** Assignments that waited because the agent was behind in reading. */
  delayedFrames: Counter;
}

export function agentMetrics(metrics: Metrics): AgentMetrics {
  return {
    welcomes: metrics.counter('gantry_agent_welcomes_total', 'Agents that connected and were let in.'),
    refusals: metrics.counter('gantry_agent_refusals_total', 'Agents that were refused.'),
    foreignReports: metrics.counter(
      'gantry_agent_foreign_reports_total',
      "Reports dropped because the task is not the reporting node's.",
    ),
    delayedFrames: metrics.counter(
      'gantry_agent_delayed_frames_total',
      'Assignments held back for a slow agent.',
    ),
  };
}
