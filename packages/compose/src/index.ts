export { type ComposeFile, type ComposeObject, readCompose } from './read-compose.ts';
