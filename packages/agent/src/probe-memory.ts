import { mostProbeAnswers, type ProbeAnswer } from '@gantry/model';
import { type ProbeKind, probeKinds } from './probe-state.ts';

/** A reason is a sentence; what a program wrote into its answer may be a page. */
const mostMessageLength = 400;

/** The last answers to each probe of one run of a container. Small, and gone with the agent: it is for looking at now. */
export class ProbeMemory {
  readonly #answers = new Map<ProbeKind, ProbeAnswer[]>(probeKinds.map((kind) => [kind, []]));

  note(kind: ProbeKind, answer: ProbeAnswer): void {
    const answers = this.of(kind);
    const message = answer.result === 'success' ? '' : answer.message.slice(0, mostMessageLength);
    answers.push({ ...answer, message });
    if (answers.length > mostProbeAnswers) answers.shift();
  }

  /** Oldest first. */
  of(kind: ProbeKind): ProbeAnswer[] {
    return this.#answers.get(kind)!;
  }
}
