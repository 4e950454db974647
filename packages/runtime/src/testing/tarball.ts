import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

export type TarEntry = Partial<Header> & { name: string; content?: string | Buffer };

/** A tarball in memory, with whatever entries, good or evil. */
export async function makeTarball(entries: TarEntry[], { gzip = false } = {}): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of entries) {
    if (header.type === undefined || header.type === 'file') tar.entry(header, Buffer.from(content));
    else tar.entry(header);
  }
  tar.finalize();
  const bytes = await buffer(tar as unknown as AsyncIterable<Buffer>);
  return gzip ? gzipSync(bytes) : bytes;
}
