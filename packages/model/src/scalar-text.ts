/**
 * Marathon compares scalars by their text: at most three decimals, half to even, no trailing zeros. `1.0` is `1`, `1.0005`
 * is `1`, `1.00051` is `1.001`. What is no number stays as it is.
 */
export function formatScalar(text: string): string {
  if (!/^-?\d{1,12}(\.\d+)?$/.test(text)) return text;
  const [whole = '0', decimals = ''] = text.replace('-', '').split('.');
  const thousandths = BigInt(whole + decimals.slice(0, 3).padEnd(3, '0'));
  const rounded = thousandths + (roundsUp(thousandths, decimals.slice(3)) ? 1n : 0n);
  const digits = String(rounded).padStart(4, '0');
  const fraction = digits.slice(-3).replace(/0+$/, '');
  const value = `${digits.slice(0, -3)}${fraction === '' ? '' : `.${fraction}`}`;
  return text.startsWith('-') && rounded !== 0n ? `-${value}` : value;
}

function roundsUp(thousandths: bigint, rest: string): boolean {
  if (rest === '' || rest[0]! < '5') return false;
  return /^50*$/.test(rest) ? thousandths % 2n === 1n : true;
}
