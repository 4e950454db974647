import { parseService, type Rejection, type Result, type ServiceParts } from '@gantry/model';
import { readManifestText } from './manifest.ts';

/** What a service's manifest means, every default filled in; or what is wrong with it, field by field. */
export function readService(manifest: string | Record<string, unknown>): Result<ServiceParts, Rejection> {
  if (typeof manifest !== 'string') return parseService(manifest);
  const read = readManifestText(manifest);
  return read.ok ? parseService(read.value) : read;
}
