import type { RuntimeDriver } from '../port.ts';
import { runExec } from './run-exec.ts';

/**
 * A program that needs 256 MiB once it is told to. An engine that starts a container looks after its memory only from
 * then on: of one that outgrew it before, it says that it was killed and not why.
 */
export const outgrowsOnceTold =
  'until [ -e outgrow ]; do sleep 0.02; done; exec dd if=/dev/zero of=/dev/null bs=256M count=1';

export async function tellToOutgrow(driver: RuntimeDriver, runtimeId: string): Promise<void> {
  await runExec(driver, runtimeId, ['/bin/sh', '-c', ': >outgrow']);
}
