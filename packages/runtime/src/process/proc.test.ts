import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAlive, parseStat, readProcesses, readStat } from './proc.ts';

test('a command name may hold anything, even what looks like the rest of the line', () => {
  const rest = ' S 41 42 43 0 -1 4194304 1 2 3 4 50 60 7 8 20 0 1 0 12345 2654208 401 18446744073709551615';
  fc.assert(
    fc.property(fc.string({ maxLength: 15 }), (name) => {
      const stat = {
        pid: 40,
        state: 'S',
        parentPid: 41,
        session: 43,
        startTicks: 12_345,
        cpuTicks: 110,
        residentPages: 401,
      };
      expect(parseStat(`40 (${name})${rest}`)).toEqual(stat);
    }),
  );
});

test.each(['', '40', '40 (sh', '40 (sh) S 1'])('a line cut short (%j) is none', (line) => {
  expect(parseStat(line)).toBeNull();
});

test('this very process is alive; with another start time it is not', () => {
  const own = readStat(process.pid)!;
  expect(own).toMatchObject({ pid: process.pid, parentPid: process.ppid });
  expect(isAlive(own)).toBe(true);
  expect(isAlive({ ...own, startTicks: own.startTicks + 1 })).toBe(false);
  expect(readProcesses().some(({ pid }) => pid === process.pid)).toBe(true);
});
