// Runs and answers, but never says that it is ready: its readiness probe gets 503 for as long as it lives.
const { createServer } = require('node:http');

const server = createServer((_request, response) => {
  response.writeHead(503, { 'content-type': 'text/plain' }).end('warming up\n');
});
server.listen(Number(process.env.PORT || 8080), () => {
  console.log(`warming up on port ${server.address().port}, for ever`);
});
process.on('SIGTERM', () => process.exit(0));
