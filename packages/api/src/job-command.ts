import { type Act, type CommandOf, fields } from '@gantry/model';
import { z } from 'zod';
import { type Asked, named } from './input.ts';
import { textToKeep } from './kept-text.ts';
import { manifestField, readJobManifest } from './manifest.ts';
import { accepted } from './refusal.ts';

/** What each change of a job asks for, and the command it becomes. Planning and doing share these, so they cannot differ. */

export const submitFields = {
  /** A job as a person writes it: an object, or its YAML or JSON text. */
  manifest: manifestField,
  /** `create` refuses when it exists, `update` when it does not. */
  mode: z.enum(['create', 'update', 'either']).default('either'),
  /** Refused as `conflict` unless this is the job's generation now. */
  ifGeneration: z.int().min(0).nullish(),
};
export const runFields = {
  ...named,
  /** Over the job's own variables: what this build is to build, for one. */
  environment: z.record(z.string().max(256), z.string().max(131_072)).default({}),
  /** Left out: made from the job's name. */
  runName: z.string().min(1).max(63).nullish(),
};
export const cancelFields = { ...named, reason: z.string().max(1_024).default('') };
export const deleteFields = {
  ...named,
  /** Left out: the template's own termination grace period. */
  graceSeconds: z.number().min(0).max(86_400).nullish(),
};

interface Named {
  namespace: string;
  name: string;
}
const nameOf = ({ namespace, name }: Named) => ({ namespace, name });

export function submitCommand(input: Asked<typeof submitFields>): CommandOf<'job.apply'> {
  const { manifest, mode, ifGeneration } = input;
  const parts = accepted(readJobManifest(manifest));
  return {
    type: 'job.apply',
    ...parts,
    text: textToKeep(manifest),
    mode,
    ifGeneration: ifGeneration ?? null,
  };
}

export function runCommand(input: Asked<typeof runFields>): CommandOf<'job.run'> {
  const { environment, runName } = input;
  const of = { environment, labels: {}, annotations: {}, runName: runName ?? null };
  return { type: 'job.run', ...nameOf(input), ...of };
}

export const suspendCommand = (input: Named): CommandOf<'job.suspend'> => ({
  type: 'job.suspend',
  ...nameOf(input),
});

export const resumeCommand = (input: Named): CommandOf<'job.resume'> => ({
  type: 'job.resume',
  ...nameOf(input),
});

export const cancelCommand = (input: Asked<typeof cancelFields>): CommandOf<'job.cancel'> => ({
  type: 'job.cancel',
  ...nameOf(input),
  reason: input.reason,
});

export const deleteCommand = (input: Asked<typeof deleteFields>): CommandOf<'job.delete'> => ({
  type: 'job.delete',
  ...nameOf(input),
  graceSeconds: input.graceSeconds ?? null,
});

/** A change that is only looked at: the input of the change, and which one it is. */
export const jobPlanInput = z.discriminatedUnion('action', [
  fields({ action: z.literal('submit'), ...submitFields }),
  fields({ action: z.literal('run'), ...runFields }),
  fields({ action: z.literal('suspend'), ...named }),
  fields({ action: z.literal('resume'), ...named }),
  fields({ action: z.literal('cancel'), ...cancelFields }),
  fields({ action: z.literal('delete'), ...deleteFields }),
]);

export function plannedJobCommand(input: z.infer<typeof jobPlanInput>): Act {
  switch (input.action) {
    case 'submit':
      return submitCommand(input);
    case 'run':
      return runCommand(input);
    case 'suspend':
      return suspendCommand(input);
    case 'resume':
      return resumeCommand(input);
    case 'cancel':
      return cancelCommand(input);
    case 'delete':
      return deleteCommand(input);
  }
}
