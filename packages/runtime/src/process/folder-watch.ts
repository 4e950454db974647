import { type FSWatcher, watch } from 'node:fs';

/**
 * Calls back on any change in a folder, at once. Only a hint: the kernel may refuse (too many watches) or drop, so its
 * users look again on a timer as well.
 */
export function watchFolder(folder: string, onChange: (file: string) => void): { close(): void } {
  let watcher: FSWatcher;
  try {
    watcher = watch(folder, { persistent: false }, (_event, file) => onChange(file ?? ''));
  } catch {
    return { close: () => {} };
  }
  // The folder was removed under it, or the queue overflowed.
  watcher.on('error', () => watcher.close());
  return { close: () => watcher.close() };
}
