import type { WebSocket } from 'ws';
import { type ExecPeer, parseSize } from './exec.ts';

/** In the order of preference. The older one cannot say that the input has ended. */
export const webSocketProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** The first byte of every frame. */
const channel = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

export function webSocketPeer(webSocket: WebSocket): ExecPeer {
  const send = (to: number, data: Uint8Array) => {
    if (webSocket.readyState === webSocket.OPEN) webSocket.send(Buffer.concat([Buffer.from([to]), data]));
  };
  const onFrame = (number: number, listener: (data: Buffer) => void) =>
    webSocket.on('message', (frame: Buffer) => {
      if (frame[0] === number) listener(frame.subarray(1));
    });
  return {
    write: (to, data) => send(channel[to], data),
    finish(status) {
      send(channel.status, Buffer.from(JSON.stringify(status)));
      webSocket.close(1000);
    },
    onStdin: (listener) => void onFrame(channel.stdin, listener),
    onStdinEnd: (listener) =>
      void onFrame(channel.close, (data) => {
        if (data[0] === channel.stdin) listener();
      }),
    onResize: (listener) =>
      void onFrame(channel.resize, (data) => {
        const size = parseSize(data);
        if (size) listener(size.columns, size.rows);
      }),
    onClose(listener) {
      webSocket.on('close', listener);
      webSocket.on('error', listener);
    },
  };
}
