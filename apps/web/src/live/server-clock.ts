import { setServerTime } from '../shared/ui/time.tsx';
import { replica } from './cluster.ts';

/** Ages on the screen are told by the server's clock. */
export function startServerClock(): void {
  replica.connection.subscribe(() => {
    const { state, dataAtMs } = replica.connection.get();
    if (state === 'live' && dataAtMs !== null) setServerTime(dataAtMs);
  });
}
