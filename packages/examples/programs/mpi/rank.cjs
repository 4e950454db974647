// One rank of a gang that runs an MPI program with the mpiexec that the machine has, and without ssh:
//
//   node rank.cjs PROGRAM [ARGUMENT...]
//
// Every rank compiles MPI_SOURCE first, if that is given. Rank 0 waits until all others have dialled in, then starts mpiexec,
// which wants to start a helper (hydra_pmi_proxy) on each host. mpiexec hands each helper's command line to handover.cjs, as
// it would to ssh, and handover.cjs gives it to rank 0, who sends it to the rank that it is for. Nobody listens for commands:
// a rank carries out only what it is sent by whoever listens where the cluster says that rank 0 is.
const { spawn, spawnSync } = require('node:child_process');
const { createServer, connect } = require('node:net');
const { createInterface } = require('node:readline');
const { join } = require('node:path');

const rank = Number(process.env.GANTRY_RANK);
const ranks = Number(process.env.GANTRY_RANKS);
const peers = (process.env.GANTRY_PEERS ?? '').split(',');
const program = process.argv.slice(2);

/** Says what is wrong, and ends: the gang stops with the rank. */
function give(message) {
  console.error(`rank ${rank}: ${message}`);
  process.exit(1);
}

if (peers.length !== ranks) give('it needs a published port, so that the others can find rank 0');

function compile(source) {
  const output = source.replace(/\.c$/, '');
  const { status, error } = spawnSync('mpicc', ['-O2', '-o', output, source], { stdio: 'inherit' });
  if (status !== 0) give(`mpicc could not compile ${source}${error ? `: ${error.message}` : ''}`);
}

if (process.env.MPI_SOURCE) compile(process.env.MPI_SOURCE);

/** Runs a helper of mpiexec; resolves with its exit code. */
function carryOut([file, ...args], onStart = () => {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    onStart(child);
    child.once('error', (error) => give(`${file} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
}

const say = (socket, message) => socket.write(`${JSON.stringify(message)}\n`);

/** The socket's own errors are seen to where it is made; the reader of its lines tells them once more. */
function hear(socket, on) {
  const lines = createInterface({ input: socket });
  lines.on('line', (line) => on(JSON.parse(line)));
  lines.on('error', () => {});
}

/** Any other rank: dials rank 0 until it is there, does what it is sent, and tells how it ended. */
function follow([host, port]) {
  const socket = connect({ host, port: Number(port) });
  let isTold = false;
  socket.once('connect', () => say(socket, { rank }));
  socket.once('error', () => {
    if (isTold) give('rank 0 is gone');
    setTimeout(() => follow([host, port]), 100);
  });
  socket.once('close', (hadError) => {
    if (!hadError && !isTold) give('rank 0 ended before it began');
  });
  hear(socket, async ({ command }) => {
    isTold = true;
    const code = await carryOut(command);
    socket.end(`${JSON.stringify({ code })}\n`, () => process.exit(code));
  });
}

/** Rank 0: waits for all others, then runs mpiexec, and sends each helper's command to its rank. */
function lead([host, port]) {
  const others = new Map();
  const waiting = new Map();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    hear(socket, (message) => {
      if (message.rank !== undefined) {
        others.set(message.rank, socket);
        if (others.size === ranks - 1) start();
      } else if (message.handover !== undefined) {
        waiting.set(message.handover, socket);
        run(message);
      } else {
        const from = [...others].find(([, other]) => other === socket)?.[0];
        const asked = waiting.get(from);
        if (asked) say(asked, { code: message.code });
      }
    });
  });

  async function run({ handover: to, command }) {
    if (to !== 0) return say(others.get(to), { command });
    say(waiting.get(0), { code: await carryOut(command) });
  }

  async function start() {
    const hosts = Array.from({ length: ranks }, (_, index) => `rank${index}`).join(',');
    // Each program gets the environment of its own task (-genvnone), and starts in that task's folder.
    const inFolder = ['sh', '-c', 'cd "$HOME" && exec "$@"', 'sh', ...program];
    const options = ['-localhost', host, '-hosts', hosts, '-n', String(ranks), '-genvnone', '-wdir', '/'];
    const launcher = ['-launcher', 'ssh', '-launcher-exec', join(__dirname, 'handover.cjs')];
    process.exit(await carryOut(['mpiexec', ...launcher, ...options, ...inFolder]));
  }

  server.once('error', (error) => give(`${host}:${port} cannot be listened on: ${error.message}`));
  server.listen({ host, port: Number(port) }, () => {
    if (ranks === 1) start();
  });
}

const first = peers[0].split(':');
if (rank === 0) lead(first);
else follow(first);
