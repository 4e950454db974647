const headerBytes = 8;

/** Takes apart the frames in which an engine sends stdout and stderr over one stream, passing pieces on as they come. */
export function frameSplitter(
  emit: (channel: 'stdout' | 'stderr', data: Buffer) => void,
): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let leftBytes = 0;

  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (leftBytes === 0) {
        const missing = headerBytes - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < headerBytes) return;
        leftBytes = header.readUInt32BE(4);
      }
      const data = rest.subarray(0, leftBytes);
      if (data.length > 0) emit(header[0] === 2 ? 'stderr' : 'stdout', data);
      leftBytes -= data.length;
      rest = rest.subarray(data.length);
      if (leftBytes === 0) header = Buffer.alloc(0);
    }
  };
}
