export { type ManifestPaths, pathsOf } from './manifest-paths.ts';
export { ManifestText, type Path, pathOfText, pathText, type TextFault } from './manifest-text.ts';
export { type Conflict, type Merged, mergeManifests, valueText } from './merge-manifests.ts';
export { patchText, type Sides, writeAnew } from './patch-text.ts';
export { isSameData } from './plain-data.ts';
