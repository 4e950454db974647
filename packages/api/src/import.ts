import { type DeploymentParts, type Rejection, type Result, rejection } from '@gantry/model';
import { parseAllDocuments } from 'yaml';
import type { Context } from './context.ts';
import { deploymentText } from './kept-text.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { accepted, refused } from './refusal.ts';
import { remarksOn } from './remarks.ts';

/** Something that is to be saved before the deployments are made. */
export interface ImportedObject {
  kind: 'config' | 'volume' | 'service';
  name: string;
  /** As its `save` takes it. */
  manifest: Record<string, unknown>;
}

/** Reads deployments out of what was written for another system. */
export interface Importer {
  /** What it reads, as a person calls it: `Kubernetes YAML`. */
  title: string;
  /** null: the documents are not of this kind. A rejection names the wrong fields by their place in the text. */
  read(
    documents: readonly unknown[],
  ): Result<
    { deployments: DeploymentParts[]; objects?: ImportedObject[]; warnings: string[] },
    Rejection
  > | null;
}

/** What a text comes to here. Nothing is deployed by reading it. */
export interface Imported {
  /** What it was taken for. */
  title: string;
  deployments: { namespace: string; name: string; yaml: string }[];
  /** What they need beside them. */
  objects: ImportedObject[];
  /** What of the text is left out, or kept and not honoured, a sentence each. */
  warnings: string[];
}

/** Refuses what is no YAML or JSON, what no importer knows, and what an importer finds wrong. */
export function importText({ importers }: Pick<Context, 'importers'>, text: string): Imported {
  const { data, texts } = readDocuments(text);
  for (const { title, read } of importers) {
    const found = read(data);
    if (found === null) continue;
    const { deployments, objects = [], warnings } = accepted(found);
    return { title, warnings, objects, deployments: deployments.map((parts) => written(parts, texts)) };
  }
  const known = importers.map(({ title }) => title).join(', ');
  throw refused(rejection('malformed', `text: This is none of what can be read here: ${known}.`));
}

function written(parts: DeploymentParts, texts: readonly string[]) {
  const { namespace, name } = parts;
  const yaml = keptDocument(parts, texts) ?? `${remarksOn(name, texts)}${writeManifest(parts).yaml}`;
  return { namespace, name, yaml };
}

/** The document that a deployment was written in, with its comments, where it is one that can be read as it is. */
function keptDocument(parts: DeploymentParts, texts: readonly string[]): string | null {
  for (const text of texts) {
    const read = readManifest(text);
    const isIt = read.ok && read.value.name === parts.name && read.value.namespace === parts.namespace;
    if (isIt) return deploymentText(text, parts);
  }
  return null;
}

/**
 * The plain data of each YAML document and its own text; JSON is YAML too. Aliases are bounded, and a key that is there
 * twice is an error.
 */
function readDocuments(text: string): { data: unknown[]; texts: string[] } {
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: true, version: '1.2', merge: true });
    const fault = documents.flatMap(({ errors }) => errors)[0];
    if (fault) throw fault;
    const data = documents.map((document) => document.toJS({ maxAliasCount: 100 }) as unknown);
    return { data: data.filter((one) => one !== null), texts: textsOf(text) };
  } catch (cause) {
    throw refused(rejection('malformed', `text: This is neither YAML nor JSON: ${firstLine(cause)}`));
  }
}

/** What is wrong and where; the parser goes on with a drawing of the place, which a sentence has no room for. */
function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n')[0]!.replace(/:$/, '');
}

/** Of each document. A line of dashes at the margin is between two, as a text in a block is indented. */
function textsOf(text: string): string[] {
  return text
    .split(/^(?:---|\.\.\.)(?:[ \t].*)?$/m)
    .map((one) => one.replace(/^\s*\n/, ''))
    .filter((one) => one.trim() !== '' && !one.trimStart().startsWith('{'));
}
