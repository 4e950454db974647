export { Executor, type ExecutorHandlers, type ExecutorOptions } from './executor.ts';
export type * from './messages.ts';
export { type Handlers, Scheduler, type SchedulerOptions } from './scheduler.ts';
export { hasEnded, portsIn, roomIn, type TaskOptions, takeFrom, task } from './task.ts';
