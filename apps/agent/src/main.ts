import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Half of an agent's start, and a fifth of its memory, would go into stripping types and compiling each time. Kept beside
// the code, which only its owner may write: whoever can write here could write the code as well.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'));
await import('./run.ts');
