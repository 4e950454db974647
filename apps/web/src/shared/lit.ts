/** Which nodes the map lights: those that give a waiting container one reason, or the one that comes nearest. */
export interface Lit {
  taskId: string;
  /** A reason's code, several joined by `+`, or `nearest`. */
  code: string;
}

export const nearestCode = 'nearest';

/** The reasons that a light is about. */
export const codesOf = ({ code }: Lit): readonly string[] => code.split('+');

/** As the address carries it: `<task>:<code>`. */
export const litText = ({ taskId, code }: Lit): string => `${taskId}:${code}`;

export function parseLit(text: string | undefined): Lit | null {
  const [, taskId, code] = /^(.+):([A-Za-z+]+)$/.exec(text ?? '') ?? [];
  return taskId && code ? { taskId, code } : null;
}
