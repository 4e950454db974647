/**
 * One record of a RecordIO stream. The JSON is plain ASCII: there are readers that count characters where bytes are
 * meant.
 */
export function toRecord(event: object): string {
  const json = JSON.stringify(event).replace(/[\u0080-\uffff]/g, escaped);
  return `${json.length}\n${json}`;
}

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Takes a RecordIO stream apart, wherever its chunks begin and end. Throws on what is not a length. */
export class RecordReader {
  #rest = Buffer.alloc(0);

  /** The records that are complete with this chunk. */
  take(chunk: Uint8Array): string[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const records: string[] = [];
    for (let record = this.#next(); record !== null; record = this.#next()) records.push(record);
    return records;
  }

  #next(): string | null {
    const end = this.#rest.indexOf(10);
    const header = this.#rest.subarray(0, end < 0 ? this.#rest.length : end).toString('latin1');
    if (!/^\d{0,15}$/.test(header) || end === 0)
      throw new Error(`A record begins with ${JSON.stringify(header.slice(0, 20))}, not with its length.`);
    if (end < 0) return null;
    const until = end + 1 + Number(header);
    if (this.#rest.length < until) return null;
    const record = this.#rest.subarray(end + 1, until).toString('utf8');
    this.#rest = this.#rest.subarray(until);
    return record;
  }
}
