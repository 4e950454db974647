import {
  type DeploymentParts,
  err,
  formatDeployment,
  isPlainObject,
  type JobParts,
  ok,
  parseDeployment,
  parseJob,
  type Rejection,
  type Result,
  rejection,
} from '@gantry/model';
import { parseDocument, stringify } from 'yaml';
import { z } from 'zod';

/** A manifest as a person writes it: an object, or its YAML (or JSON) text. */
export const manifestField = z.custom<string | Record<string, unknown>>(
  (value) => isPlainObject(value) || typeof value === 'string',
  'must be an object or YAML text',
);

/** What the manifest means, every default filled in; or what is wrong with it, field by field. */
export function readManifest(manifest: string | Record<string, unknown>): Result<DeploymentParts, Rejection> {
  return readWith(parseDeployment, manifest);
}

export function readJobManifest(manifest: string | Record<string, unknown>): Result<JobParts, Rejection> {
  return readWith(parseJob, manifest);
}

function readWith<T>(
  parse: (input: unknown) => Result<T, Rejection>,
  manifest: string | Record<string, unknown>,
): Result<T, Rejection> {
  if (typeof manifest !== 'string') return parse(manifest);
  const read = readManifestText(manifest);
  return read.ok ? parse(read.value) : read;
}

/** A deployment or job back as a person would write it. */
export interface WrittenManifest {
  manifest: Record<string, unknown>;
  yaml: string;
}

export function writeManifest(parts: DeploymentParts): WrittenManifest {
  return writtenManifest(formatDeployment(parts));
}

/** `text`: how a person wrote it. null: it is written out, as nobody did. */
export function writtenManifest(
  manifest: Record<string, unknown>,
  text: string | null = null,
): WrittenManifest {
  return { manifest, yaml: text ?? stringify(manifest, { lineWidth: 110 }) };
}

/** Plain data from one YAML document. Aliases are bounded, and a key that is there twice is an error. */
export function readManifestText(text: string): Result<unknown, Rejection> {
  try {
    const document = parseDocument(text, { uniqueKeys: true, version: '1.2' });
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
