import {
  type ConfigValue,
  err,
  type FieldIssue,
  ok,
  type Rejection,
  type Result,
  refusal,
  type SealedValue,
  type SecretParts,
  type SecretRecord,
} from '@gantry/model';
import { isSealed, type Vault } from './vault.ts';

export const bytesOf = ({ encoding, value }: ConfigValue): Buffer =>
  Buffer.from(value, encoding === 'base64' ? 'base64' : 'utf8');

/**
 * The values of a secret, sealed for its place. One that is so already keeps its sealing, so that saving the same again
 * changes nothing; a key without a value keeps the one it has, and is refused where there is none.
 */
export function sealSecret(
  vault: Vault,
  { namespace, name, data }: Pick<SecretParts, 'namespace' | 'name' | 'data'>,
  before: SecretRecord | undefined,
): Result<Record<string, SealedValue>, Rejection> {
  const issues: FieldIssue[] = [];
  const sealed: Record<string, SealedValue> = {};
  for (const [key, value] of Object.entries(data)) {
    const kept = before?.data[key];
    const place = { namespace, name, key };
    if (value === null && kept === undefined)
      issues.push({ field: `data.${key}`, message: 'has no value to keep yet; write one' });
    else if (value === null || (kept && isSealed(vault, place, kept, bytesOf(value)))) sealed[key] = kept!;
    else sealed[key] = vault.seal(place, bytesOf(value));
  }
  return issues.length > 0 ? err(refusal(issues)) : ok(sealed);
}
