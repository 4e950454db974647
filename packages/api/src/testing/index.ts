export { recordsIn } from '../scope.ts';
export { type DoorServer, serveDoor } from './door-server.ts';
export * from './records.ts';
export { ScriptedStream } from './scripted-stream.ts';
export { TablePlane } from './table-plane.ts';
export { testServices } from './test-services.ts';
