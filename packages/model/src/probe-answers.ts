import { z } from 'zod';

/** So many of its last answers a node keeps of each probe. */
export const mostProbeAnswers = 20;

/** What came of asking a container once whether it is well. */
export const probeAnswer = z.strictObject({
  /** When it was asked, and how long the answer took. */
  atMs: z.number(),
  tookMs: z.number(),
  /** `error`: it could not be asked, which says nothing about the program. */
  result: z.enum(['success', 'failure', 'error']),
  /** What was asked and what came back, in words; '' of a success. */
  message: z.string(),
  /** false: it was asked before its time, to be quick, and a failure counts for nothing. */
  counts: z.boolean(),
});
export type ProbeAnswer = z.infer<typeof probeAnswer>;

/** One probe of one run of a container. */
export const probedContainer = z.strictObject({
  container: z.string(),
  probe: z.enum(['startup', 'liveness', 'readiness']),
  /** What its answers add up to, by its thresholds. */
  verdict: z.enum(['success', 'failure', 'unknown']),
  /** The last ones, oldest first. */
  answers: z.array(probeAnswer).max(mostProbeAnswers),
});
export type ProbedContainer = z.infer<typeof probedContainer>;

/** The answer to the request `probes`: JSON in the `data` of its stream. */
export const probedContainers = z.array(probedContainer);
