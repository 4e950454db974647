import { connect } from 'node:net';
import { type Endpoint, endpointOf, type Reach } from './published-ports.ts';
import type { OpenStream, StreamSink } from './stream-sink.ts';

/** Input that waits for the program; a program that takes none is given up on beyond it. */
const mostWaitingBytes = 16 * 1024 * 1024;

/** A TCP connection to a port of the task, its bytes on the channel `data`. */
export function openPortForward(reach: Reach, port: number, sink: StreamSink): OpenStream {
  const endpoint = forwardable(reach, port);
  const socket = connect({ ...endpoint, allowHalfOpen: true });
  let error: string | null = null;
  socket.on('data', async (data) => {
    socket.pause();
    await sink.data('data', data);
    socket.resume();
  });
  socket.on('error', (fault) => {
    error = `${endpoint.host}:${endpoint.port}: ${fault.message}`;
  });
  socket.on('end', () => socket.end());
  socket.on('close', () => sink.end({ error }));
  return {
    write(data) {
      socket.write(data);
      if (socket.writableLength > mostWaitingBytes)
        socket.destroy(new Error('the program does not read its input'));
    },
    endInput: () => socket.end(),
    resize: () => {},
    close: () => socket.destroy(),
  };
}

/**
 * A container has a network of its own, so any of its ports may be asked for. On the node's own network only those that
 * the task declares: the others belong to somebody else.
 */
function forwardable(reach: Reach, port: number): Endpoint {
  const isDeclared = reach.ports.some(
    (placed) => placed.port.containerPort === port || placed.hostPort === port,
  );
  const hasOwnNetwork = reach.runtime !== 'process' && !reach.hostNetwork && reach.address !== '';
  if (!isDeclared && !hasOwnNetwork) {
    throw new Error(
      `the task does not declare port ${port}; on the network of the node only declared ports are forwarded`,
    );
  }
  const byHostPort = reach.ports.find((placed) => placed.hostPort === port)?.port.containerPort;
  return endpointOf(reach, byHostPort ?? port)!;
}
