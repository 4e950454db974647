/** Takes a RecordIO stream apart (`<length>\n<bytes>`, again and again), wherever its chunks begin and end. */
export class RecordReader {
  #rest = Buffer.alloc(0);

  /** The records that are complete with this chunk. Throws on what is not a length. */
  take(chunk: Uint8Array): string[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const records: string[] = [];
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end < 0) return records;
      const length = this.#rest.subarray(0, end).toString('latin1');
      if (!/^\d{1,15}$/.test(length))
        throw new Error(`A record begins with ${JSON.stringify(length.slice(0, 20))}, not with its length.`);
      const until = end + 1 + Number(length);
      if (this.#rest.length < until) return records;
      records.push(this.#rest.subarray(end + 1, until).toString('utf8'));
      this.#rest = this.#rest.subarray(until);
    }
  }
}
