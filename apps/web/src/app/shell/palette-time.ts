import type { DeploymentRecord, RevisionRecord } from '@gantry/model';
import { formatAge, formatDateTime } from '../../shared/format/time.ts';
import type { PaletteEntry } from './palette-index.ts';

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const dayMs = 86_400_000;
const mostRevisions = 8;

export interface TimeIndex {
  nowMs: number;
  deployments: readonly DeploymentRecord[];
  revisions: readonly RevisionRecord[];
}

/**
 * Moments that the text after `:` means: `14:03`, `14:03:22`, `2h ago`, `before r103 checkout`, `live`. All screens then
 * show that moment, where they are. Nothing that lies ahead is told.
 */
export function timeEntries(typed: string, index: TimeIndex): PaletteEntry[] {
  const text = typed.replace(/^\s*:/, '').trim().toLowerCase();
  if (text === '') return [live, ...['15m', '1h', '1d'].flatMap((age) => agoEntry(age, index.nowMs))];
  return [
    ...('live'.startsWith(text) || 'now'.startsWith(text) ? [live] : []),
    ...agoEntry(text, index.nowMs),
    ...clockEntry(text, index.nowMs),
    ...beforeEntries(text, index),
  ];
}

const moment = (
  id: string,
  label: string,
  { atMs, detail }: { atMs: number; detail: string },
): PaletteEntry => ({
  id: `time-${id}`,
  group: 'Time',
  label,
  detail,
  to: '.',
  search: { at: atMs },
});

const withAge = (atMs: number, nowMs: number) => ({
  atMs,
  detail: `${formatDateTime(atMs)} · ${formatAge(nowMs - atMs)} ago`,
});

const live: PaletteEntry = {
  id: 'time-live',
  group: 'Time',
  label: 'Live',
  detail: 'as it is now',
  to: '.',
  search: { at: undefined },
};

function agoEntry(text: string, nowMs: number): PaletteEntry[] {
  const [, count, unit] = /^(\d{1,4})\s*([smhd])[a-z]*(?:\s+ago)?$/.exec(text) ?? [];
  const ms = Number(count) * (units[unit ?? ''] ?? Number.NaN);
  const atMs = nowMs - ms;
  return ms > 0 ? [moment(text, `${count} ${unit} ago`, { atMs, detail: formatDateTime(atMs) })] : [];
}

/** The last time that clocks showed it. */
function clockEntry(text: string, nowMs: number): PaletteEntry[] {
  const [, hours, minutes, seconds = '0'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return [];
  const today = new Date(nowMs).setHours(Number(hours), Number(minutes), Number(seconds), 0);
  const atMs = today <= nowMs ? today : today - dayMs;
  return [moment(text, today <= nowMs ? `Today at ${text}` : `Yesterday at ${text}`, withAge(atMs, nowMs))];
}

/** Just before revisions were made, the newest first. */
function beforeEntries(text: string, { nowMs, revisions, deployments }: TimeIndex): PaletteEntry[] {
  const [, number, name = ''] = /^before\s+r(\d+)(?:\s+(\S+))?$/.exec(text) ?? [];
  if (number === undefined) return [];
  const names = new Map(deployments.map((deployment) => [deployment.id, deployment.name]));
  return revisions
    .filter((revision) => revision.number === Number(number))
    .flatMap(({ id, deploymentId, createdAtMs }) => {
      const owner = names.get(deploymentId);
      if (owner === undefined || !owner.includes(name)) return [];
      return [moment(id, `Before r${number} of ${owner}`, withAge(createdAtMs - 1, nowMs))];
    })
    .sort((a, b) => Number(b.search?.at) - Number(a.search?.at))
    .slice(0, mostRevisions);
}
