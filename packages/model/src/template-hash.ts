import type { TemplateHash } from './id.ts';
import type { Template } from './template.ts';

/** Same meaning, same text: object keys in order, list order kept, absent and undefined alike. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const object = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(object).sort()) {
    if (object[key] === undefined) continue;
    text += `${text && ','}${JSON.stringify(key)}:${canonicalText(object[key])}`;
  }
  return `{${text}}`;
}

/**
 * 64 bits over the text's UTF-16 units as 16 hex digits: two 32-bit lanes that feed each other (the public-domain
 * "cyrb53" mixing, kept at full width). It names things; it is no protection against someone who wants a collision, so
 * whoever stores by it compares the content as well.
 */
export function hashText(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return [high, low].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The name under which a template is stored. Equal templates have equal hashes, whatever their key order. */
export function hashTemplate(template: Template): TemplateHash {
  return hashText(canonicalText(template)) as TemplateHash;
}

/**
 * What of a template's hash names a replica set and labels its tasks: the first 10 digits, and whatever follows the 16 that
 * were computed, which tells templates apart that share them.
 */
export function shortHash(hash: TemplateHash): string {
  return hash.slice(0, 10) + hash.slice(16);
}
