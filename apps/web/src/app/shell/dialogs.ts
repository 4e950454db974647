import { create } from 'zustand';
import type { Subject } from '../../shared/subject.ts';

/** Which of the shell's own dialogs is open. */
export const useShellDialogs = create<{
  open: 'palette' | 'keys' | 'copy' | null;
  /** What is copied; null: the screen itself. */
  subject: Subject | null;
}>(() => ({ open: null, subject: null }));

export const openPalette = (): void => useShellDialogs.setState({ open: 'palette' });
export const openCopy = (subject: Subject | null): void =>
  useShellDialogs.setState({ open: 'copy', subject });
export const closeDialog = (): void => useShellDialogs.setState({ open: null });
