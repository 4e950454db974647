import type { ImageLook, ImageRequest } from '@gantry/model';
import type { RuntimeDriver } from '@gantry/runtime';
import { missingDriver } from './missing-driver.ts';
import { type OpenStream, readOnlyStream, type StreamSink } from './stream-sink.ts';

/** Whether what was asked for is to be had on this node: the answers as one JSON text. */
export function openImageLooks(
  drivers: readonly RuntimeDriver[],
  { runtime, sought, asksFar }: ImageRequest,
  sink: StreamSink,
): OpenStream {
  const driver = drivers.find(({ name }) => name === runtime) ?? missingDriver(runtime);
  const closing = new AbortController();
  const look = async (one: ImageRequest['sought'][number]): Promise<ImageLook> =>
    driver.look(one, { asksFar, signal: closing.signal });
  void Promise.all(sought.map(look))
    .then((looks) => sink.data('data', Buffer.from(JSON.stringify(looks))))
    .then(
      () => sink.end(),
      (error: Error) => sink.end({ error: error.message }),
    );
  return readOnlyStream(() => closing.abort());
}
