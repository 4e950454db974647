import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProvidedVolume, StorageDriver, StorageVolume } from '../storage/port.ts';

/** A storage driver at work, with eyes of its own into what it made. */
export interface StorageHome {
  driver: StorageDriver;
  /** One of the driver's names. */
  name: string;
  write(volume: ProvidedVolume, file: string, text: string): Promise<void>;
  /** null: there is no such file. */
  read(volume: ProvidedVolume, file: string): Promise<string | null>;
  /** Everything that it made goes. */
  close(): Promise<void>;
}

/** What every storage driver promises. */
export function storageContract(title: string, open: () => Promise<StorageHome>): void {
  describe(title, () => {
    let home: StorageHome;
    let number = 0;
    const aVolume = (over: Partial<StorageVolume> = {}): StorageVolume => ({
      name: `gantry-test-${process.pid}-${number}`,
      driver: home.name,
      options: {},
      ...over,
    });
    beforeEach(async () => {
      number += 1;
      home = await open();
    });
    afterEach(() => home.close());

    it('says its names', async () => {
      expect(await home.driver.names()).toContain(home.name);
    });

    it('gives the same volume again, with what was written to it', async () => {
      const first = await home.driver.provide(aVolume());
      await home.write(first, 'greeting', 'hello');
      const again = await home.driver.provide(aVolume());
      expect(again).toEqual(first);
      expect(await home.read(again, 'greeting')).toBe('hello');
    });

    it('keeps volumes apart', async () => {
      const [one, two] = [aVolume(), aVolume({ name: `${aVolume().name}-two` })];
      await home.write(await home.driver.provide(one), 'greeting', 'hello');
      expect(await home.read(await home.driver.provide(two), 'greeting')).toBeNull();
      await home.driver.remove(two);
    });

    it('deletes a volume with its data, and again without complaint', async () => {
      await home.write(await home.driver.provide(aVolume()), 'greeting', 'hello');
      await home.driver.remove(aVolume());
      await home.driver.remove(aVolume());
      expect(await home.read(await home.driver.provide(aVolume()), 'greeting')).toBeNull();
    });

    it.each(['..', '../elsewhere', '/etc', 'a/b', ''])('refuses the name %j', async (name) => {
      await expect(home.driver.provide(aVolume({ name }))).rejects.toThrow();
    });
  });
}
