import type { TemplateHash } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { findNewReplicaSet, revisionsToForget, stableRevision } from './history.ts';
import { planRollout } from './plan-rollout.ts';
import { anInput, aRollout, aSet, aSpec, rolling } from './testing/counted-deployment.ts';

const idle = (id: string) => aSet(id, 0);

describe('[RO16] forgetting revisions', () => {
  it('[K-H39] three idle old sets and a limit of 1: the two oldest go', () => {
    expect(revisionsToForget([idle('s3'), idle('s1'), idle('s2')], 1)).toEqual(['s1', 's2']);
  });

  it.each([
    ['sets that are wanted', aSet('s1', 1), aSet('s2', 1)],
    ['sets with tasks left', aSet('s1', 0, { active: 1 }), aSet('s2', 0, { terminating: 1 })],
  ])('[K-H41] %s stay', (_, a, b) => {
    expect(revisionsToForget([a, b], 0)).toEqual([]);
  });

  it('[K-H41] no limit keeps all', () => {
    expect(revisionsToForget([idle('s1'), idle('s2')], null)).toEqual([]);
    expect(revisionsToForget([idle('s1'), idle('s2')], 2_147_483_647)).toEqual([]);
  });

  it('[K-F8] a skipped one is not made up for by a later one', () => {
    expect(revisionsToForget([aSet('s1', 1), idle('s2'), idle('s3')], 2)).toEqual([]);
  });

  it('[K-F8] goes by revision, not by age: a set rolled back to is young again', () => {
    const renewed = { ...idle('s1'), revision: 9 };
    expect(revisionsToForget([renewed, idle('s2'), idle('s3')], 1)).toEqual(['s2', 's3']);
  });

  it('[K-H68] a limit of 0 forgets the old set of a finished rollout', () => {
    const sets = [idle('s1'), aSet('s2', 1, { desiredReplicas: 1 })];
    const spec = aSpec(1, rolling(1, 0), { revisionHistoryLimit: 0 });
    expect(planRollout(anInput(spec, sets, 's2')).forget).toEqual(['s1']);
  });

  it('[K-F8] waits for the rollout to finish, or works while it is paused', () => {
    const sets = [idle('s1'), aSet('s2', 1, { desiredReplicas: 1, available: 0 })];
    const input = anInput(aSpec(1, rolling(1, 0), { revisionHistoryLimit: 0 }), sets, 's2');
    expect(planRollout(input).forget).toEqual([]);
    expect(planRollout({ ...input, paused: true }).forget).toEqual(['s1']);
  });
});

describe('[RO10] the replica set of a template', () => {
  it('[K-H59] of two with the same template the older is the new one', () => {
    const template = 'a' as TemplateHash;
    const older = { ...idle('s1'), templateHash: template };
    const younger = { ...idle('s2'), templateHash: template };
    expect(findNewReplicaSet([younger, older], template)).toBe(older);
    expect(findNewReplicaSet([younger, older], 'b' as TemplateHash)).toBeNull();
  });

  it('[K-F4] created at the same instant, the name decides', () => {
    const template = 'a' as TemplateHash;
    const twins = ['s2', 's1'].map((id) => ({ ...idle(id), templateHash: template, createdAtMs: 5 }));
    expect(findNewReplicaSet(twins, template)?.id).toBe('s1');
  });
});

describe('[RO19] the revision to go back to', () => {
  const ended = (
    toRevision: number,
    outcome: 'complete' | 'superseded' | 'aborted' | 'rolledBack',
    promoted = false,
  ) => aRollout(toRevision, { outcome, promoted });

  it('is the newest that was completed', () => {
    expect(stableRevision([ended(1, 'complete'), ended(2, 'complete'), aRollout(3)])).toBe(2);
  });

  it('is not one that never got there, was aborted or was rolled back', () => {
    const rollouts = [
      ended(1, 'complete'),
      ended(2, 'superseded'),
      ended(3, 'aborted', true),
      ended(4, 'rolledBack'),
    ];
    expect(stableRevision(rollouts)).toBe(1);
  });

  it('is one that was switched over to before it was superseded', () => {
    expect(stableRevision([ended(1, 'complete'), ended(2, 'superseded', true)])).toBe(2);
  });

  it('is nothing before anything was completed', () => {
    expect(stableRevision([aRollout(1)])).toBeNull();
  });
});
