import {
  type DeploymentSpec,
  err,
  ok,
  type Rejection,
  type Result,
  rejection,
  type Template,
} from '@gantry/model';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

/** A manifest as a person writes it: an object, or its YAML (or JSON) text. */
export const manifestField = z.union([
  z.string().min(1, 'The manifest is empty. Write at least a name and an image.').max(1_000_000),
  z.record(z.string(), z.unknown()),
]);

/** A manifest with every default filled in. */
export interface DeploymentManifest {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  spec: DeploymentSpec;
  template: Template;
  paused: boolean;
}

export type ParseDeployment = (input: unknown) => Result<DeploymentManifest, Rejection>;

/** What the manifest means, or what is wrong with it, field by field. */
export function readManifest(
  manifest: z.infer<typeof manifestField>,
  parse: ParseDeployment,
): Result<DeploymentManifest, Rejection> {
  if (typeof manifest !== 'string') return parse(manifest);
  const read = readManifestText(manifest);
  return read.ok ? parse(read.value) : read;
}

/** What a YAML text says, as plain data. Aliases are bounded, a key that is there twice is an error. */
export function readManifestText(text: string): Result<unknown, Rejection> {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
    const [fault] = document.errors;
    if (fault) return err(malformedText(fault.message));
    return ok(document.toJS({ maxAliasCount: 100 }));
  } catch (cause) {
    return err(malformedText(cause instanceof Error ? cause.message : String(cause)));
  }
}

function malformedText(detail: string): Rejection {
  const message = `This is not one YAML document: ${detail}`;
  return rejection('malformed', `manifest: ${message}`, [{ field: 'manifest', message }]);
}
