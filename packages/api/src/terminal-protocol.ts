/**
 * What goes over a terminal's WebSocket. Binary frames are the terminal's bytes, both ways. Text frames are news from
 * the server, as JSON, and `resize <columns> <rows>` or `close` from the browser.
 */
export type TerminalNews =
  /** First. `from`: the byte of the session's output that comes next; more than was asked for when some is lost. */
  | { type: 'opened'; session: string; from: number }
  /** Everybody who has a terminal open in this task, this one included. */
  | { type: 'attached'; people: Person[] }
  /** Every few seconds: silence means that the connection is lost. */
  | { type: 'beat' }
  /** Last. `error`: why there is no exit code. */
  | { type: 'end'; exitCode: number | null; error: string | null };

export interface Person {
  name: string;
  sinceMs: number;
}
