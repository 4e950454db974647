import { buildHelloImages } from './hello-image.ts';

const [socketPath = '/var/run/docker.sock'] = process.argv.slice(2);
for (const image of await buildHelloImages(socketPath)) console.log(image);
