import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '@gantry/controlplane';
import pino from 'pino';

/** At start, a log file beyond this is put aside, in place of the one put aside before. */
const maxFileBytes = 20_000_000;

/** JSON lines into a file of the data folder, and what a person should know as short lines on the terminal. */
export function openLog(folder: string, terminal: { write(text: string): unknown }): Log {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'control-plane.log');
  putAside(file);
  const stream = pino.multistream([
    { level: 'debug', stream: pino.destination({ dest: file, mkdir: true, mode: 0o600 }) },
    { level: 'warn', stream: { write: (line: string) => void terminal.write(shortLine(line)) } },
  ]);
  return pino(
    { level: 'info', base: { pid: process.pid }, serializers: { err: pino.stdSerializers.err } },
    stream,
  );
}

function putAside(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxFileBytes) renameSync(file, `${file}.1`);
}

/** `14:03:22 warning: the message`; what else is known is in the file. */
function shortLine(line: string): string {
  const { level, time, msg, err } = JSON.parse(line) as Record<string, unknown>;
  const clock = new Date(Number(time)).toTimeString().slice(0, 8);
  const kind = Number(level) >= 50 ? 'error' : 'warning';
  const why = typeof err === 'object' && err !== null && 'message' in err ? ` (${err.message})` : '';
  return `${clock} ${kind}: ${msg}${why}\n`;
}
