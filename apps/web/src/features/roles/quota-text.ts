/** What a person writes for an amount: `2`, `500m`; `4Gi`, `512Mi`. null: it is not one. */
export function cpuMillisOf(text: string): number | null {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(m?)$/.exec(text.trim()) ?? [];
  if (number === undefined) return null;
  return Math.round(Number(number) * (unit === 'm' ? 1 : 1000));
}

const steps: Record<string, number> = { '': 1, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4 };

export function bytesOf(text: string): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti)?$/.exec(text.trim()) ?? [];
  return number === undefined ? null : Math.round(Number(number) * steps[unit]!);
}
