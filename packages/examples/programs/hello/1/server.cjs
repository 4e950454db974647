// Version 1 of the example: a page, its version, its health. It listens on the port that it is given.
const { createServer } = require('node:http');
const { hostname } = require('node:os');

const version = '1';
const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>hello ${version}</title>
<body style="font: 1.2rem system-ui; margin: 20vh auto; max-width: 30rem; background: #e8f0fe; color: #1a2b4a">
<h1>Hello, this is version ${version}</h1>
<p>Served by process ${process.pid} on ${hostname()}.</p>`;

let stopping = false;

const answers = {
  '/': () => [200, 'text/html; charset=utf-8', page],
  '/version': () => [200, 'text/plain', `${version}\n`],
  '/healthz': () => (stopping ? [503, 'text/plain', 'stopping\n'] : [200, 'text/plain', 'ok\n']),
};

const server = createServer((request, response) => {
  const answer = answers[new URL(request.url, 'http://localhost').pathname];
  const [status, type, body] = answer ? answer() : [404, 'text/plain', 'not found\n'];
  response.writeHead(status, { 'content-type': type }).end(body);
});

server.listen(Number(process.env.PORT || 8080), () => {
  console.log(`hello ${version} listens on port ${server.address().port}`);
});

// Finishes the requests it has, takes no more, and leaves.
process.on('SIGTERM', () => {
  stopping = true;
  console.log(`hello ${version} stops`);
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
