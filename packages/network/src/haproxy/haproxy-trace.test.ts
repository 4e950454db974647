import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { endLeftHaproxy, haproxyTraceFile, leaveTrace } from './haproxy-trace.ts';

let home: string;
let file: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  file = join(home, haproxyTraceFile);
  return () => rmSync(home, { recursive: true, force: true });
});

/** A program that names its folder, as HAProxy does with the file of its configuration. */
function running(name: string) {
  const folder = join(home, name);
  mkdirSync(folder);
  const process = spawn('tail', ['-f', '/dev/null', '--', join(folder, 'haproxy.cfg')], { stdio: 'ignore' });
  onTestFinished(() => void process.kill('SIGKILL'));
  return { process, ended: once(process, 'exit'), trace: { pid: process.pid!, folder } };
}

test('one that started while another still serves is known too: both are ended', async () => {
  const [serving, starting] = [running('a'), running('b')];
  leaveTrace(file, serving.trace);
  leaveTrace(file, starting.trace);
  endLeftHaproxy(file);
  await Promise.all([serving.ended, starting.ended]);
  expect([serving, starting].map(({ trace }) => existsSync(trace.folder))).toEqual([false, false]);
  expect(existsSync(file)).toBe(false);
});

test('the one that goes on is left alone, and stays known', async () => {
  const [left, own] = [running('a'), running('b')];
  leaveTrace(file, left.trace);
  leaveTrace(file, own.trace);
  endLeftHaproxy(file, { except: own.trace.folder });
  await left.ended;
  expect(own.process.exitCode).toBeNull();
  endLeftHaproxy(file);
  await own.ended;
});

test('a number that is somebody else by now is not touched', () => {
  const other = running('a');
  leaveTrace(file, { pid: other.trace.pid, folder: join(home, 'b') });
  endLeftHaproxy(file);
  expect(other.process.signalCode).toBeNull();
});

test('what an earlier version left alone in its file is ended', async () => {
  const left = running('a');
  writeFileSync(file, JSON.stringify(left.trace));
  endLeftHaproxy(file);
  await left.ended;
  expect(existsSync(file)).toBe(false);
});
