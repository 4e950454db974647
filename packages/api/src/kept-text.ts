import { isSameData, patchText, writeAnew } from '@gantry/manifest';
import {
  type DeploymentParts,
  formatDeployment,
  formatJob,
  isKubernetesShaped,
  type JobParts,
  kubernetesShapeOf,
  longestManifestText,
  parseDeployment,
  parseJob,
  type Rejection,
  type Result,
} from '@gantry/model';
import { readManifestText } from './manifest.ts';

/** What is kept of a manifest beside what it means: the text of one that a person wrote. null: none. */
export function textToKeep(manifest: string | Record<string, unknown>): string | null | undefined {
  // A program sent an object: it says nothing of how a person wants to read it.
  if (typeof manifest !== 'string') return undefined;
  return whyNotKept(manifest) === null && !isJson(manifest) ? manifest : null;
}

/** Why a text's comments will not be there again; null: they will. */
export function whyNotKept(manifest: string | Record<string, unknown>): string | null {
  if (typeof manifest !== 'string' || manifest.length <= longestManifestText) return null;
  return `The text has ${manifest.length} characters. Of more than ${longestManifestText} only what they mean is kept: comments and order are lost.`;
}

const isJson = (text: string): boolean => text.trimStart().startsWith('{');

type Fields = Record<string, unknown>;

/** How a kind of manifest is read and written. */
interface Kind<T> {
  parse: (input: unknown) => Result<T, Rejection>;
  format: (parts: T) => Fields;
  /** What is formatted, in the shape that a text has. */
  shapeFor: (written: unknown) => (flat: Fields) => Fields;
}

const asItIs = (flat: Fields): Fields => flat;

const deployment: Kind<DeploymentParts> = {
  parse: parseDeployment,
  format: formatDeployment,
  shapeFor: (written) => (isKubernetesShaped(written) ? kubernetesShapeOf : asItIs),
};
const job: Kind<JobParts> = { parse: parseJob, format: formatJob, shapeFor: () => asItIs };

/**
 * The kept text, brought up to what the deployment is now. What its shape cannot say is said flat, below its first
 * comment. null: what it says is not valid any more.
 */
export const deploymentText = (kept: string, now: DeploymentParts) => upToDate(deployment, kept, now);
export const jobText = (kept: string, now: JobParts) => upToDate(job, kept, now);

function upToDate<T>({ parse, format, shapeFor }: Kind<T>, kept: string, parts: T): string | null {
  const meaningOf = (text: string): { written: unknown; flat: Fields } | null => {
    const read = readManifestText(text);
    const parsed = read.ok ? parse(read.value) : read;
    return read.ok && parsed.ok ? { written: read.value, flat: format(parsed.value) } : null;
  };
  const before = meaningOf(kept);
  if (before === null) return null;
  const shape = shapeFor(before.written);
  const now = format(parts);
  const patched = patchText({
    text: kept,
    from: shape(before.flat),
    to: shape(now),
    isRight: (text) => isSameData(meaningOf(text)?.flat, now),
  });
  return patched ?? writeAnew(kept, now);
}
