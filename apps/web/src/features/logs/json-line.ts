/** A structured line, as a person reads it: the message first, then what else it says. */
export interface FoldedLine {
  message: string;
  fields: readonly { name: string; value: string }[];
}

const messageNames = ['msg', 'message', 'event', 'log'];
/** Said already: by the line's own time, or by the colour of its edge. */
const saidNames = new Set(['time', 'timestamp', 'ts', '@timestamp', 'level', 'severity', ...messageNames]);
const longestValue = 200;

/** null: the line is not a JSON object with a message in it. */
export function foldJson(text: string): FoldedLine | null {
  if (!text.startsWith('{') || !text.trimEnd().endsWith('}')) return null;
  const parsed = parse(text);
  if (parsed === null) return null;
  const name = messageNames.find((one) => typeof parsed[one] === 'string');
  if (name === undefined) return null;
  const fields = Object.entries(parsed)
    .filter(([key]) => !saidNames.has(key))
    .map(([key, value]) => ({ name: key, value: textOf(value) }));
  return { message: String(parsed[name]), fields };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
