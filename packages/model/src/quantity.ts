import { limits } from './limits.ts';
import { err, ok, type Result } from './result.ts';

/**
 * Kubernetes's quantities in, integers out. A quantity is a decimal number with at most one suffix: binary (Ki Mi Gi Ti
 * Pi Ei), decimal (m k M G T P E) or an exponent (e3). Arithmetic is exact: `0.1` of a core is 100, never 99.
 */

const cpuForms = 'write cores such as `0.5` or `2`, or thousandths such as `250m`';
const bytesForms = 'write bytes such as `134217728`, or with a unit such as `128Mi`, `1.5Gi`, `1G`';

const quantityPattern =
  /^(\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(Ki|Mi|Gi|Ti|Pi|Ei|[mkMGTPE]|[eE][+-]?\d{1,2})?$/;
const binarySuffixes = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimalSuffixes = ['k', 'M', 'G', 'T', 'P', 'E'];

/** A fraction `top / bottom` of whole numbers. */
interface Fraction {
  top: bigint;
  bottom: bigint;
}

function suffixFactor(suffix: string): Fraction {
  if (suffix === '') return { top: 1n, bottom: 1n };
  if (suffix === 'm') return { top: 1n, bottom: 1000n };
  const binary = binarySuffixes.indexOf(suffix);
  if (binary >= 0) return { top: 1024n ** BigInt(binary + 1), bottom: 1n };
  const decimal = decimalSuffixes.indexOf(suffix);
  if (decimal >= 0) return { top: 1000n ** BigInt(decimal + 1), bottom: 1n };
  const exponent = Number(suffix.slice(1));
  const power = 10n ** BigInt(Math.abs(exponent));
  return exponent < 0 ? { top: 1n, bottom: power } : { top: power, bottom: 1n };
}

function parseQuantity(text: string): Fraction | null {
  const match = quantityPattern.exec(text);
  if (!match) return null;
  const [whole = '', fraction = ''] = match[1]!.split('.');
  const factor = suffixFactor(match[2] ?? '');
  return {
    top: BigInt(whole + fraction) * factor.top,
    bottom: 10n ** BigInt(fraction.length) * factor.bottom,
  };
}

/** The quantity in units of 1/`perUnit`, when that is a whole number not over `max`; otherwise what is wrong. */
function wholeUnits(text: string, { perUnit, max }: { perUnit: bigint; max: number }) {
  const quantity = parseQuantity(text);
  if (!quantity) return 'notAQuantity';
  const scaled = quantity.top * perUnit;
  if (scaled % quantity.bottom !== 0n) return 'tooFine';
  const units = scaled / quantity.bottom;
  return units > BigInt(max) ? 'tooLarge' : Number(units);
}

function asText(input: unknown): string | null {
  if (typeof input === 'string') return input;
  return typeof input === 'number' ? String(input) : null;
}

/** Cores, as Kubernetes writes them, in thousandths of a core. The error says which forms are accepted. */
export function parseCpu(input: unknown): Result<number, string> {
  const units = wholeUnits(asText(input) ?? '', { perUnit: 1000n, max: limits.cpuMillis });
  if (typeof units === 'number') return ok(units);
  if (units === 'tooFine') return err(`is finer than a thousandth of a core; ${cpuForms}`);
  if (units === 'tooLarge') return err(`is over the limit of ${formatCpu(limits.cpuMillis)} cores`);
  return err(`is not an amount of CPU; ${cpuForms}`);
}

function parseBytes(input: unknown, { max, what }: { max: number; what: string }): Result<number, string> {
  const text = asText(input) ?? '';
  const units = wholeUnits(text, { perUnit: 1n, max });
  if (typeof units === 'number') return ok(units);
  if (units === 'tooLarge') return err(`is over the limit of ${formatMemory(max)}`);
  if (units === 'tooFine' && text.endsWith('m')) {
    return err(
      `counts thousandths of a byte (\`m\`); did you mean \`${text.slice(0, -1)}Mi\`? Otherwise ${bytesForms}`,
    );
  }
  if (units === 'tooFine') return err(`is not a whole number of bytes; ${bytesForms}`);
  return err(`is not an amount of ${what}; ${bytesForms}`);
}

/** Memory, as Kubernetes writes it, in bytes. */
export function parseMemory(input: unknown): Result<number, string> {
  return parseBytes(input, { max: limits.memoryBytes, what: 'memory' });
}

/** Disk, as Kubernetes writes it, in bytes. */
export function parseDisk(input: unknown): Result<number, string> {
  return parseBytes(input, { max: limits.diskBytes, what: 'disk' });
}

/** Memory and disk alike, as Kubernetes writes them, in bytes. */
export function parseSpace(input: unknown): Result<number, string> {
  return parseBytes(input, { max: limits.memoryBytes, what: 'space' });
}

/** 250 -> `250m`, 2000 -> `2`: what `parseCpu` reads back as the same number. */
export function formatCpu(cpuMillis: number): string {
  return cpuMillis % 1000 === 0 ? String(cpuMillis / 1000) : `${cpuMillis}m`;
}

function shortened(bytes: number, step: number, suffixes: readonly string[]): string {
  let [count, power] = [bytes, 0];
  while (power < suffixes.length && count !== 0 && count % step === 0)
    [count, power] = [count / step, power + 1];
  return power === 0 ? String(count) : `${count}${suffixes[power - 1]}`;
}

/** 134217728 -> `128Mi`, 1000000000 -> `1G`: exact, the shorter of the two unit systems. */
export function formatMemory(bytes: number): string {
  const [binary, decimal] = [shortened(bytes, 1024, binarySuffixes), shortened(bytes, 1000, decimalSuffixes)];
  return decimal.length < binary.length ? decimal : binary;
}
