import { create } from 'zustand';

/** Whether it is told how another machine becomes a node: it stays told when the first one does, and the button goes. */
export const useJoin = create<{ isOpen: boolean }>(() => ({ isOpen: false }));
export const openJoin = (): void => useJoin.setState({ isOpen: true });
export const closeJoin = (): void => useJoin.setState({ isOpen: false });
