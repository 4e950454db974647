import { constants } from 'node:os';

const signalNames = new Map<number, string>(
  Object.entries(constants.signals).map(([name, number]) => [number, name]),
);
const highestSignal = 64;

/** The signal that an exit code of 128 + n stands for, as shells and engines write it; null for other codes. */
export function signalOfExitCode(exitCode: number): string | null {
  const number = exitCode - 128;
  if (number < 1 || number > highestSignal) return null;
  return signalNames.get(number) ?? `SIG${number}`;
}

/** `TERM`, `sigterm` and `SIGTERM` alike. null: this machine has no such signal. */
export function parseSignal(text: string): NodeJS.Signals | null {
  const upper = text.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  return name in constants.signals ? (name as NodeJS.Signals) : null;
}
