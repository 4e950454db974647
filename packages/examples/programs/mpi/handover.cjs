#!/usr/bin/env node
// What mpiexec calls instead of ssh: gives the command for one host to rank 0, and ends as the command did.
const { connect } = require('node:net');
const { createInterface } = require('node:readline');

const words = process.argv.slice(2);
const at = words.findIndex((word) => /^rank\d+$/.test(word));
// The command is written for a remote shell: its first word comes in quotes.
const command = words.slice(at + 1).map((word) => word.replace(/^"(.*)"$/, '$1'));
const [host, port] = process.env.GANTRY_PEERS.split(',')[0].split(':');

const socket = connect({ host, port: Number(port) }, () => {
  socket.write(`${JSON.stringify({ handover: Number(words[at].slice(4)), command })}\n`);
});
socket.once('error', () => process.exit(1));
socket.once('close', () => process.exit(1));
const lines = createInterface({ input: socket });
lines.once('line', (line) => process.exit(JSON.parse(line).code));
lines.on('error', () => process.exit(1));
