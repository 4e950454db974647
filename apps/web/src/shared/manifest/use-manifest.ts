import { ManifestText } from '@gantry/manifest';
import { useMemo } from 'react';
import { useSettled } from '../use-settled.ts';
import { promptLength } from './text-size.ts';

const settleMs = 400;

/**
 * A text as a manifest. One that is long is read only once it has stayed the same for a moment, as reading it takes
 * longer than a key; until then `isBehind`. `prompt`: a text that is read at once, however long.
 */
export function useManifest(text: string, prompt?: string): { manifest: ManifestText; isBehind: boolean } {
  const settled = useSettled(text, settleMs);
  const read = text.length <= promptLength || text === prompt ? text : settled;
  const manifest = useMemo(() => new ManifestText(read), [read]);
  return { manifest, isBehind: read !== text };
}
