export { type CarriedData, carriedData, type ExecutorData, executorData } from './executor-data.ts';
export { expectJsonAccepted, readCall, readJson, readText } from './read-call.ts';
export { RecordReader, toRecord } from './record-io.ts';
export { Refused, refusedFor, sendRefused } from './refused.ts';
export { type MesosState, mesosStates } from './task-state.ts';
