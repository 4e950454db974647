import { create } from 'zustand';

/** Whether it is told that parts of screens could not be had: once, however many there are. */
export const useMissing = create<{ isTold: boolean }>(() => ({ isTold: false }));
