export * from './memory-store.ts';
export * from './port.ts';
export * from './sqlite/sqlite-store.ts';
