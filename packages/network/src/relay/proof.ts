import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * How two agents of one cluster begin: the relay sends a nonce; the caller answers with proof that it knows the cluster's key,
 * for this nonce and target alone, and with the target; the relay says `reached` or ends the connection. Then both are
 * silent, and the bytes are those of the task and its client.
 */
export const nonceBytes = 32;
export const proofBytes = 32;
export const reached = 1;

/** A container of the relay's node. */
export interface RelayTarget {
  host: string;
  port: number;
}

export const textOf = ({ host, port }: RelayTarget): string => `${host}:${port}`;

export function proofOf(key: string, nonce: Buffer, target: string): Buffer {
  return createHmac('sha256', key).update(nonce).update(target).digest();
}

/** Proof, a byte with the length of the target, and the target. */
export function callOf(key: string, nonce: Buffer, target: RelayTarget): Buffer {
  const text = Buffer.from(textOf(target), 'latin1');
  return Buffer.concat([proofOf(key, nonce, text.toString('latin1')), Buffer.from([text.length]), text]);
}

/** The target that is asked for; `wrong`: whoever asks does not know the key; null: there is more to come. */
export function readCall(
  bytes: Buffer,
  { key, nonce }: { key: string; nonce: Buffer },
): { target: string; restAt: number } | 'wrong' | null {
  if (bytes.length <= proofBytes) return null;
  const restAt = proofBytes + 1 + bytes[proofBytes]!;
  if (bytes.length < restAt) return null;
  const target = bytes.subarray(proofBytes + 1, restAt).toString('latin1');
  const isProven = timingSafeEqual(bytes.subarray(0, proofBytes), proofOf(key, nonce, target));
  return isProven ? { target, restAt } : 'wrong';
}
