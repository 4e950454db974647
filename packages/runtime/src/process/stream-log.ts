import { execFile } from 'node:child_process';
import { appendFileSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * One output stream of a container: a file that the program itself appends to, so that nothing is lost when the agent
 * dies, and beside it a file of marks, `offset atMs` per line, written by the agent: "at this time the file had grown
 * to this offset". A line's time is that of the first mark past its start.
 *
 * Old output is freed by punching a hole at the front: offsets stay what they were and nothing that is written
 * meanwhile is lost, as it would be with copy and truncate. The first mark is the end of the hole.
 */
export interface StreamLog {
  readonly file: string;
  /** First offset that is kept. */
  base(): number;
  /** How far it had grown at the newest mark. */
  end(): number;
  /** Notes how far the file has grown. Returns whether it had. */
  mark(nowMs: number): boolean;
  /** Frees the older half once more than `limitBytes` are kept. */
  trim(limitBytes: number): Promise<void>;
  /** All marks, oldest first; none before anything was written. */
  readMarks(): Mark[];
}

export interface Mark {
  offset: number;
  atMs: number;
}

const parseMarks = (text: string): Mark[] =>
  text
    .split('\n')
    .map((line) => line.split(' ').map(Number))
    .filter(([offset, atMs]) => Number.isFinite(offset) && Number.isFinite(atMs))
    .map(([offset, atMs]) => ({ offset: offset!, atMs: atMs! }));

const formatMarks = (marks: Mark[]): string =>
  marks.map(({ offset, atMs }) => `${offset} ${atMs}\n`).join('');

/**
 * Neither file need be there yet: the program's shell makes the one, the first mark the other. What was written while
 * no agent looked gets the file's own time.
 */
export function openStreamLog(file: string, marksFile: string): StreamLog {
  const written = readFileOrEmpty(marksFile);
  const marks = parseMarks(written);
  // The last mark was cut short by the agent's end.
  if (written !== formatMarks(marks)) writeFileSync(marksFile, formatMarks(marks));
  let baseOffset = marks[0]?.offset ?? 0;
  let endOffset = marks.at(-1)?.offset ?? 0;
  mark(Math.round(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));

  function restart(atMs: number) {
    writeFileSync(marksFile, formatMarks([{ offset: 0, atMs }]));
    baseOffset = 0;
    endOffset = 0;
  }

  function mark(nowMs: number): boolean {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size < endOffset) restart(nowMs);
    if (size === endOffset) return false;
    const isFirst = endOffset === 0 && baseOffset === 0;
    appendFileSync(marksFile, `${isFirst ? `0 ${nowMs}\n` : ''}${size} ${nowMs}\n`);
    endOffset = size;
    return true;
  }

  async function trim(limitBytes: number): Promise<void> {
    if (endOffset - baseOffset <= limitBytes) return;
    const newBase = await findLineStart(file, endOffset - Math.floor(limitBytes / 2));
    const kept = readMarks().filter(({ offset }) => offset > newBase);
    const base = { offset: newBase, atMs: kept[0]?.atMs ?? Date.now() };
    writeFileSync(`${marksFile}.new`, formatMarks([base, ...kept]));
    renameSync(`${marksFile}.new`, marksFile);
    baseOffset = newBase;
    if (!(await punchHole(file, newBase))) truncateSync(file, 0);
  }

  const readMarks = () => parseMarks(readFileOrEmpty(marksFile));
  return { file, base: () => baseOffset, end: () => endOffset, mark, trim, readMarks };
}

function readFileOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** The first line start at or after `offset`; `offset` itself when its line is longer than what is read. */
async function findLineStart(file: string, offset: number): Promise<number> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, offset);
    const lineEnd = buffer.subarray(0, bytesRead).indexOf(0x0a);
    return lineEnd < 0 ? offset : offset + lineEnd + 1;
  } finally {
    await handle.close();
  }
}

/** False where fallocate(1) or the file system cannot: then all of the file is given up to keep it bounded. */
async function punchHole(file: string, lengthBytes: number): Promise<boolean> {
  const args = ['--punch-hole', '--offset', '0', '--length', String(lengthBytes), file];
  return promisify(execFile)('fallocate', args).then(
    () => true,
    () => false,
  );
}
