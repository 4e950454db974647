import type { RoleRecord } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { recordedRoleRows, roleRows } from './role-row.ts';

const none = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };
const total = { cpuMillis: 10_000, memoryBytes: 1_000, diskBytes: 0, gpus: 0 };
const unlimited = Number.MAX_SAFE_INTEGER;

describe('roles of now', () => {
  const role = (name: string, over = {}) => ({
    ...{ name, weight: 1, quotaGuarantee: null, quotaLimit: null, isSaved: true },
    ...{ taken: none, offered: none, frameworks: [], ...over },
  });

  it('tell apart what is taken and only offered, of the resource that they have most of', () => {
    const taken = { ...none, memoryBytes: 400 };
    const rows = roleRows(
      [role('eng', { taken, offered: { ...none, memoryBytes: 100 } })],
      { total, items: [] },
      [],
    );
    expect(rows[0]!.shares).toMatchObject({
      dominant: { kind: 'memoryBytes', ratio: 0.4 },
      offeredRatio: 0.1,
    });
  });

  it('have as next the role of the rung that the allocator says is next', () => {
    const items = [
      { role: 'ops', isNext: false },
      { role: 'eng', isNext: true },
    ];
    const rows = roleRows([role('eng'), role('ops')], { total, items }, []);
    expect(rows.map(({ role: { name }, isNext }) => [name, isNext])).toEqual([
      ['eng', true],
      ['ops', false],
    ]);
  });

  it('count what nodes keep for them and for the roles below them', () => {
    const kept = ['eng', 'eng/web', 'engine'].map((name) => ({
      role: name,
      resources: { ...none, cpuMillis: 1_000 },
    }));
    const rows = roleRows([role('eng'), role('eng/web')], { total, items: [] }, kept);
    expect(rows.map(({ shares }) => shares!.reservedRatio)).toEqual([0.2, 0.1]);
  });
});

it('roles of the past are those that were set up then, and those of frameworks of then, without shares', () => {
  const limit = { ...none, cpuMillis: 2_000, memoryBytes: unlimited, diskBytes: unlimited, gpus: unlimited };
  const records: RoleRecord[] = [{ name: 'eng', weight: 3, quotaGuarantee: null, quotaLimit: limit }];
  const framework = (id: string, roles: string[], completedAtMs: number | null = null) =>
    ({ id, name: id, roles, completedAtMs }) as Parameters<typeof recordedRoleRows>[1][number];
  const frameworks = [framework('spark', ['eng/ml']), framework('gone', ['old'], 5)];
  const rows = recordedRoleRows(records, frameworks);
  expect(rows.map(({ role: { name, weight, taken }, shares }) => [name, weight, taken, shares])).toEqual([
    ['eng', 3, null, null],
    ['eng/ml', 1, null, null],
  ]);
  expect(rows[0]!.role.quotaLimit).toEqual({
    cpuMillis: 2_000,
    memoryBytes: null,
    diskBytes: null,
    gpus: null,
  });
  expect(rows[0]!.role.frameworks).toEqual([{ id: 'spark', name: 'spark' }]);
});
