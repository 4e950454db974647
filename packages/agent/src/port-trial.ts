import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { PortTrial } from './taken-ports.ts';

/** Tries it: on every address at once, which no program may have that listens on one of them. */
export const tryPort: PortTrial = ({ hostPort, protocol }) =>
  protocol === 'UDP' ? tryUdp(hostPort) : tryTcp(hostPort);

function tryTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(!isTaken(error)));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

function tryUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', (error) => {
      socket.close();
      resolve(!isTaken(error));
    });
    socket.bind(port, () => socket.close(() => resolve(true)));
  });
}

/** A port that only root may listen on is for the program to complain about: it may be root. */
const isTaken = (error: NodeJS.ErrnoException) => error.code === 'EADDRINUSE';
