import { create } from 'zustand';

export const useMissing = create<{
  /** Whether it is told that parts of screens could not be had: once, however many there are. */
  isTold: boolean;
  /** What draws plans could not be had: none can be looked at, so none is confirmed. */
  hasNoPlans: boolean;
}>(() => ({ isTold: false, hasNoPlans: false }));
