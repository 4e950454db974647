import { buildWordpressImages } from './wordpress-images.ts';

const [socketPath = '/var/run/docker.sock'] = process.argv.slice(2);
await buildWordpressImages(socketPath, (what) => console.log(what));
