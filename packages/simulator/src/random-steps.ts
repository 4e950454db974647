import type { Random } from './random.ts';

/** Init containers, for some: steps that take their time, and now and then one that fails or cannot start. */
export function randomSteps(random: Random, badRatio: number): object[] {
  if (random.chance(0.6)) return [];
  return Array.from({ length: random.between(1, 2) }, (_, index) => {
    const isBad = random.chance(badRatio / 3);
    const end = isBad ? random.pick(['exit=1', 'start-fails', 'out-of-memory-ms=500']) : 'exit=0';
    return {
      name: `step-${index + 1}`,
      image: 'step:1',
      command: [
        'simulate',
        `start-ms=${random.between(0, 300)}`,
        end,
        `after-ms=${random.between(0, 4_000)}`,
      ],
    };
  });
}
