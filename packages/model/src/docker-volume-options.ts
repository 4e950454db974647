/** File systems that lead to no folder or device of the node: memory, and other machines. */
const allowedTypes = ['tmpfs', 'nfs', 'nfs4', 'cifs'];

/**
 * What is wrong with options for an engine's own volumes, as the end of a sentence that starts with `options`; null when
 * nothing is. An engine mounts with them whatever it is told, any folder and device of its node among it, past everything
 * that bounds host paths.
 */
export function checkDockerVolumeOptions(options: Readonly<Record<string, string>>): string | null {
  const { type, o = '', device = '' } = options;
  if (Object.keys(options).length === 0) return null;
  const flags = o.split(',').map((flag) => flag.trim().toLowerCase());
  const isBind = flags.some((flag) => ['bind', 'rbind', 'remount'].includes(flag));
  if (isBind || type === 'none')
    return 'must not mount a folder of the node; a `hostPath` volume does, where its operator allows it';
  if (type === undefined || !allowedTypes.includes(type))
    return `must name one of these as \`type\`: ${allowedTypes.join(', ')}`;
  if (device.startsWith('/') && !device.startsWith('//'))
    return 'must not name a device or folder of the node';
  return null;
}
