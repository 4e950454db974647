import type { ProbedContainer } from '@gantry/model';
import { type OpenStream, readOnlyStream, type StreamSink } from './stream-sink.ts';

/** What the probes of a task's containers answered last, as one JSON text. */
export function openProbes(probed: readonly ProbedContainer[], sink: StreamSink): OpenStream {
  void sink.data('data', Buffer.from(JSON.stringify(probed))).then(() => sink.end());
  return readOnlyStream(() => {});
}
