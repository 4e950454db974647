import { createContext, useContext } from 'react';

export type ReferenceNoun = 'image' | 'artifact';

/** What the references of a template of this runtime are to: a process runs an artifact, all else an image. */
export const referenceNoun = (runtime: string | undefined): ReferenceNoun =>
  runtime === 'process' ? 'artifact' : 'image';

/** Of the deployment whose screens these are; elsewhere the runtime is not known, and the word is Kubernetes's. */
export const ReferenceNounOf = createContext<ReferenceNoun>('image');

export const useReferenceNoun = (): ReferenceNoun => useContext(ReferenceNounOf);
