import { z } from 'zod';

/** Longer texts of manifests are not kept beside what they mean: no person wrote them, and memory holds them all. */
export const longestManifestText = 64 * 1024;

export const manifestText = z.string().max(longestManifestText).nullable();
