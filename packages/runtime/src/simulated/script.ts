import { type ContainerRequest, RuntimeFault } from '../port.ts';

/** What a simulated container does. Times in milliseconds from its start; null: never. */
export interface Script {
  pullMs: number;
  pullFails: boolean;
  startMs: number;
  startFails: boolean;
  exitCode: number;
  exitAfterMs: number | null;
  outOfMemoryAfterMs: number | null;
  /** When commands in it begin to succeed, as an exec probe asks. */
  readyAfterMs: number | null;
  /** How long it takes to end after a stop signal; null: it ignores it. */
  stopMs: number | null;
  lines: { stream: 'stdout' | 'stderr'; text: string }[];
  cpuMillis: number;
  memoryBytes: number;
}

const plain: Script = {
  pullMs: 0,
  pullFails: false,
  startMs: 0,
  startFails: false,
  exitCode: 0,
  exitAfterMs: null,
  outOfMemoryAfterMs: null,
  readyAfterMs: 0,
  stopMs: 0,
  lines: [],
  cpuMillis: 10,
  memoryBytes: 1_048_576,
};

/** word -> what it changes. A word with a number is written `word=NUMBER`. */
const words: Record<string, (script: Script, value: string) => Partial<Script>> = {
  'pull-ms': (_, value) => ({ pullMs: Number(value) }),
  'pull-fails': () => ({ pullFails: true }),
  'start-ms': (_, value) => ({ startMs: Number(value) }),
  'start-fails': () => ({ startFails: true }),
  exit: (script, value) => ({ exitCode: Number(value), exitAfterMs: script.exitAfterMs ?? 0 }),
  'after-ms': (_, value) => ({ exitAfterMs: Number(value) }),
  'out-of-memory-ms': (_, value) => ({ outOfMemoryAfterMs: Number(value) }),
  'ready-ms': (_, value) => ({ readyAfterMs: Number(value) }),
  'never-ready': () => ({ readyAfterMs: null }),
  'stop-ms': (_, value) => ({ stopMs: Number(value) }),
  'ignores-stop': () => ({ stopMs: null }),
  out: (script, value) => ({ lines: [...script.lines, { stream: 'stdout', text: value }] }),
  err: (script, value) => ({ lines: [...script.lines, { stream: 'stderr', text: value }] }),
  'cpu-millis': (_, value) => ({ cpuMillis: Number(value) }),
  'memory-bytes': (_, value) => ({ memoryBytes: Number(value) }),
};

/**
 * The script is in the command and arguments when the command begins with `simulate` (`simulate exit=7
 * after-ms=10000`), else in the environment variable SIMULATE, words apart by spaces. Any other program just runs on.
 * Throws RuntimeFault StartFailed for a word it does not know.
 */
export function readScript({ container, environment }: ContainerRequest): Script {
  const [first, ...rest] = [...container.command, ...container.args];
  const given = first === 'simulate' ? rest : (environment.SIMULATE ?? '').split(/\s+/).filter(Boolean);
  return given.reduce(applyWord, plain);
}

function applyWord(script: Script, text: string): Script {
  const equals = text.indexOf('=');
  const [word, value] = equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
  const apply = Object.hasOwn(words, word) ? words[word] : undefined;
  const changed = apply?.(script, value);
  if (changed && !Object.values(changed).some(Number.isNaN)) return { ...script, ...changed };
  throw new RuntimeFault(
    'StartFailed',
    `the simulated runtime does not know ${JSON.stringify(text)}; it knows ${Object.keys(words).join(', ')}`,
    false,
  );
}
