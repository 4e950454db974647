import type { ExecRequest, RuntimeDriver } from '../port.ts';

/** Runs a command to its end, with `input` as its whole input. */
export async function runExec(
  driver: RuntimeDriver,
  runtimeId: string,
  command: string[],
  { input, ...rest }: Partial<ExecRequest> & { input?: string } = {},
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const stdin = input !== undefined;
  const session = await driver.exec(runtimeId, {
    command,
    tty: false,
    stdin,
    columns: null,
    rows: null,
    ...rest,
  });
  const chunks: Record<'stdout' | 'stderr', Uint8Array[]> = { stdout: [], stderr: [] };
  session.onOutput((channel, data) => chunks[channel].push(data));
  if (input !== undefined) session.write(Buffer.from(input));
  if (stdin) session.endInput();
  const exitCode = await session.exited;
  return {
    exitCode,
    stdout: Buffer.concat(chunks.stdout).toString(),
    stderr: Buffer.concat(chunks.stderr).toString(),
  };
}
