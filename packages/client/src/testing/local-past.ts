import type { Past } from '@gantry/api';
import type { PastSource } from '../past-replica.ts';

/** The server's past without a network in between. Nothing is shared between the two sides, as over a wire. */
export function localPast(past: Past): PastSource {
  return {
    around: async (atMs) => past.around(atMs),
    play(input, observer) {
      let isOver = false;
      const run = async () => {
        observer.onStarted();
        for await (const part of past.play(input)) {
          if (isOver) return;
          observer.onData(JSON.parse(JSON.stringify(part)));
        }
        if (!isOver) observer.onComplete();
      };
      run().catch(observer.onError);
      return {
        unsubscribe() {
          isOver = true;
        },
      };
    },
  };
}
