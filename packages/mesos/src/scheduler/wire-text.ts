import { checkAbsolutePath } from '@gantry/model';

// biome-ignore lint/suspicious/noControlCharactersInRegex: ids must not hold them
const badId = /[\u0000-\u001f\u007f/\\]/;

/** Whether an id, of a task or a volume, has in it what none may have. */
export const isBadId = (text: string): boolean => text === '.' || text === '..' || badId.test(text);

/** Whether a path in a container is whole, or one within its sandbox. */
export const isGoodPath = (path: string): boolean =>
  path !== '' && checkAbsolutePath(path.startsWith('/') ? path : `/${path}`) === null;
