import { createMemoryDisk, createMemoryStore } from './memory-store.ts';
import { storeContract } from './testing/store-contract.ts';

storeContract('memory', () => {
  const disk = createMemoryDisk();
  return { open: () => createMemoryStore(disk), remove: () => {} };
});
