export * from './memory-store.ts';
export * from './port.ts';
export { openSqliteHistory } from './sqlite/history.ts';
export * from './sqlite/sqlite-store.ts';
