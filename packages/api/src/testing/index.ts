export * from './records.ts';
export { TablePlane } from './table-plane.ts';
export { testServices } from './test-services.ts';
