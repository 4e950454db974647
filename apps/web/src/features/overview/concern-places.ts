import { type Concern, runsNone } from '../../shared/concern.ts';

/**
 * Which concerns are shown, and where: the worst first, and among those alike each stays where it is for as long as it is
 * one. So a card does not move away under the pointer because another one came or went.
 */
export class ConcernPlaces {
  readonly #most: number;
  #shown: readonly string[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** `concerns`: the worst first. */
  of(concerns: readonly Concern[]): Concern[] {
    const groups = Map.groupBy(concerns, (concern) => `${concern.verdict.tone} ${runsNone(concern)}`);
    const placed: Concern[] = [];
    for (const group of groups.values()) placed.push(...this.#placed(group, placed.length));
    this.#shown = placed.map(({ key }) => key);
    return placed;
  }

  /** Those of one group that have room from a place on. */
  #placed(group: readonly Concern[], first: number): Concern[] {
    const count = Math.min(group.length, this.#most - first);
    const byKey = new Map(group.map((concern) => [concern.key, concern]));
    const places = Array.from({ length: count }, (_, at) => byKey.get(this.#shown[first + at] ?? ''));
    const staying = new Set(places);
    const shownElsewhere = new Set(this.#shown);
    const others = group.filter((concern) => !staying.has(concern));
    const next = [
      ...others.filter(({ key }) => shownElsewhere.has(key)),
      ...others.filter(({ key }) => !shownElsewhere.has(key)),
    ].values();
    return places.map((concern) => concern ?? next.next().value!);
  }
}
