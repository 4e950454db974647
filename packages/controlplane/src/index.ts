export type * from './door.ts';
export * from './port.ts';
