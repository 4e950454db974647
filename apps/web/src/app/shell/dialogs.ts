import { create } from 'zustand';

/** Which of the shell's own dialogs is open. */
export const useShellDialogs = create<{ open: 'palette' | 'keys' | null }>(() => ({ open: null }));

export const openPalette = (): void => useShellDialogs.setState({ open: 'palette' });
export const closeDialog = (): void => useShellDialogs.setState({ open: null });
