import { type Rejection, rejection } from '@gantry/model';
import type { Clock } from './clock.ts';
import type { AgentStream } from './port.ts';

/** A node refuses at once. What runs so long without a word, like a command that only waits, is open. */
const silentMs = 5_000;

/** Why a node refused a stream that was asked of it; null: it is open. Resolves with the node's first word, or soon. */
export async function nodesRefusalOf(
  { answered }: Pick<AgentStream, 'answered'>,
  clock: Clock,
): Promise<Rejection | null> {
  const silent = Promise.withResolvers<null>();
  const cancel = clock.after(silentMs, () => silent.resolve(null));
  const error = await Promise.race([answered, silent.promise]);
  cancel();
  return error === null ? null : rejection('unavailable', error);
}
