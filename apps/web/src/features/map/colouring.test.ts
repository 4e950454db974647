import type { NodeRecord, OfferRecord, TaskRecord } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { ColouredNodes, colouredNode } from './coloured-nodes.ts';
import { blockColour, byState, type Colouring, type Held, named } from './colouring.ts';
import { ageHue, colouringOff, colourings, legendOf, shareHue, shownColouring } from './map-colour.ts';
import type { Hue } from './map-hue.ts';
import { LoadMap, type MapNode } from './map-node.ts';

const none = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };
const node = {
  ...{ id: 'n1', name: 'n1', status: 'ready', cordoned: false, drain: null },
  resources: { ...none, cpuMillis: 4_000, memoryBytes: 8_000 },
} as unknown as NodeRecord;

/** A node of which the server counts four containers that take half of its CPU. */
const counted = (over: Partial<MapNode> = {}): MapNode => {
  const load = {
    ...{ nodeId: node.id, tasks: 4, ready: 3, starting: 0, stopping: 0, lost: 0 },
    ...{ allocated: { ...none, cpuMillis: 2_000 }, meanCreatedAtMs: 1_000_000 },
  };
  return { ...new LoadMap().of([node], () => load)[0]!, ...over };
};

const by = (what: Colouring['by'], over: Partial<Colouring> = {}): Colouring => ({
  ...byState,
  by: what,
  ...over,
});

describe('the colours of the map', () => {
  it('tell by single containers only where those are known, and say why', () => {
    const byCounts = { byCounts: true, isPast: false };
    expect(colourings.filter((one) => colouringOff(one, byCounts) !== null)).toEqual(['revision', 'app']);
    expect(colouringOff('app', byCounts)?.reason).toContain('Find a deployment');
    expect(shownColouring('app', byCounts)).toBe('state');
    expect(shownColouring('app', { ...byCounts, byCounts: false })).toBe('app');
    expect(shownColouring('age', byCounts)).toBe('age');
  });

  it('do not tell use of the past, of which it is not kept', () => {
    const past = { byCounts: false, isPast: true };
    expect(colourings.filter((one) => colouringOff(one, past) !== null)).toEqual(['used']);
    expect(shownColouring('used', past)).toBe('state');
  });

  it('have an entry of the legend for each that can be seen', () => {
    const shown: Hue[] = [0, 0.3, 0.6, 0.8, 1].map(shareHue);
    for (const what of ['used', 'requested'] as const)
      expect(legendOf(what).map(([hue]) => hue)).toEqual(expect.arrayContaining(shown));
    const ages = [0, 5, 30, 600, 6_000].map((minutes) => ageHue(minutes * 60_000));
    expect(legendOf('age').map(([hue]) => hue)).toEqual(ages);
    expect(legendOf('offers')).toEqual([['other', 'reserved; no offer is held']]);
    expect(legendOf('offers', [['named-1', 'spark']])).toEqual([
      ['named-1', 'held by spark'],
      ['other', 'reserved'],
    ]);
  });

  it('of apps are one each for the first few, in the order of names, and one for all others', () => {
    const { hues, legend } = named(
      ['z', 'b', 'c', 'd', 'e', 'f', 'last'].map((name) => ({ id: name, name })),
    );
    expect(legend.map(([, name]) => name)).toEqual(['b', 'c', 'd', 'e', 'f', 'z']);
    expect(hues.get('last')).toBeUndefined();
    const task = { deploymentId: 'b', state: 'running', desired: 'running', ready: true } as TaskRecord;
    expect(blockColour(task, by('app', { apps: hues }), 1)).toMatchObject({
      hue: 'named-1',
      label: 'Running',
    });
    expect(blockColour({ ...task, deploymentId: null }, by('app', { apps: hues }), 1).hue).toBe('other');
  });

  it('of a container tell its age in steps', () => {
    const task = { createdAtMs: 0, state: 'running', desired: 'running', ready: true } as TaskRecord;
    expect(blockColour(task, by('age', { nowMs: 30_000 }), 1)).toMatchObject({ hue: 'ramp-5' });
    expect(blockColour(task, by('age', { nowMs: 90_000_000 }), 1)).toMatchObject({ hue: 'ramp-1' });
  });
});

describe('a node of counts', () => {
  it('is in the colour of what it uses, and of what is requested of it', () => {
    const used = new Map([['n1', { cpuMillis: 3_200, memoryBytes: 800 }]]);
    const cpu = colouredNode(counted(), by('used', { used }));
    expect(cpu).toMatchObject({ parts: [['ramp-4', 1]], note: '80% of its CPU used', fillRatio: 0.5 });
    const memory = colouredNode(counted(), by('used', { used, sizeBy: 'memoryBytes' }));
    expect(memory).toMatchObject({ parts: [['ramp-1', 1]], note: '10% of its memory used' });
    expect(colouredNode(counted(), by('requested'))).toMatchObject({ parts: [['ramp-3', 1]] });
  });

  it('says so where its use was not measured', () => {
    expect(colouredNode(counted(), by('used'))).toMatchObject({
      parts: [['other', 1]],
      note: 'use not measured',
    });
  });

  it('is in the colour of the age of its containers', () => {
    const colours = by('age', { nowMs: 1_000_000 + 5 * 60_000 });
    expect(colouredNode(counted(), colours).parts).toEqual([['ramp-4', 1]]);
    expect(colouredNode(counted({ meanCreatedAtMs: null }), colours).parts).not.toEqual([['ramp-4', 1]]);
  });

  it('shows what is held out above what is in use, of whom and since when', () => {
    const offer = { resources: { ...none, cpuMillis: 1_000 }, createdAtMs: 7_000 } as OfferRecord;
    const held = new Map<string, Held[]>([['n1', [{ offer, framework: 'spark', hue: 'named-1' }]]]);
    const shown = colouredNode(counted(), by('offers', { held }));
    // The server's counts have offers in them.
    expect(shown.parts).toEqual([
      ['named-1', 0.25],
      ['other', 0.25],
    ]);
    expect([shown.fillRatio, shown.tightest]).toEqual([0.5, 'cpuMillis']);
    expect(shown.note).toMatch(/^spark: 1 offer held since /);
    expect(colouredNode(counted(), by('offers')).note).toBe('nothing held out');
    const large = { ...offer, resources: { ...none, memoryBytes: 6_000 } };
    const empty = counted({ containers: 0, reserved: none, fillRatio: 0 });
    const ofMemory = by('offers', {
      held: new Map([['n1', [{ offer: large, framework: 'spark', hue: 'named-1' }]]]),
    });
    expect(colouredNode(empty, ofMemory)).toMatchObject({ fillRatio: 0.75, tightest: 'memoryBytes' });
  });

  it('keeps its counts by state, whatever its colours tell', () => {
    for (const what of colourings)
      expect([...colouredNode(counted(), by(what)).counts]).toEqual([
        ['running', 3],
        ['degraded', 1],
      ]);
  });

  it('is the same object while it looks the same', () => {
    const nodes = new ColouredNodes();
    const entries = [counted(), counted()];
    const first = nodes.of(entries, by('age', { nowMs: 1_060_000 }));
    const soon = nodes.of(entries, by('age', { nowMs: 1_060_001 }));
    expect(soon.map((one, index) => one === first[index])).toEqual([true, true]);
    const later = nodes.of(entries, by('age', { nowMs: 9_000_000 }));
    expect(later[0]).not.toBe(first[0]);
    const other = nodes.of([entries[0]!, counted({ containers: 9 })], by('age', { nowMs: 9_000_000 }));
    expect(other.map((one, index) => one === later[index])).toEqual([true, false]);
  });
});
