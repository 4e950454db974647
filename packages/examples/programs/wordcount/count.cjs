// Counts words the way Hadoop does: one map task for each split of the input, one reduce task for each part of the words.
//
//   INPUT   folder with the splits; map task i reads the i-th by name; the stage `write`, if there is one, fills it first
//   WORK    folder for what map tasks leave for reduce tasks, and for the result
//   PARTS   how many reduce tasks there are
//   SPLITS  how many splits the stage `write` makes
//
// A task may run twice, when its first node was lost: what it writes appears whole, under the same name, or not at all.
const { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const index = Number(process.env.GANTRY_INDEX);
const { INPUT: input, WORK: work, GANTRY_STAGE: stage } = process.env;
const parts = Number(process.env.PARTS);
const mapped = join(work, 'mapped');
const result = join(work, 'result');

/** Written aside first, then given its name at once. */
function write(file, text) {
  const aside = `${file}.${process.env.GANTRY_TASK_ID}`;
  writeFileSync(aside, text);
  renameSync(aside, file);
}

/** Which part a word belongs to: the same on every node. */
function partOf(word) {
  let sum = 0;
  for (const letter of word) sum = (sum * 31 + letter.codePointAt(0)) % 65_521;
  return sum % parts;
}

function add(counts, word, by) {
  counts.set(word, (counts.get(word) ?? 0) + by);
}

const toText = (counts) => JSON.stringify([...counts].sort());

const vocabulary =
  'the crane lifts a container from the ship and puts it on the quay where a truck waits'.split(' ');

/** A text that is always the same, in as many splits as are wanted. */
function writeInput() {
  mkdirSync(input, { recursive: true });
  let seed = 1;
  for (let split = 0; split < Number(process.env.SPLITS); split++) {
    const words = Array.from({ length: 2_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return vocabulary[seed % vocabulary.length];
    });
    write(join(input, `split-${String(split).padStart(4, '0')}.txt`), `${words.join(' ')}\n`);
  }
  console.log(`${process.env.SPLITS} splits are in ${input}`);
}

function map() {
  const split = readdirSync(input).sort()[index];
  const found = Array.from({ length: parts }, () => new Map());
  for (const word of readFileSync(join(input, split), 'utf8')
    .toLowerCase()
    .match(/\p{Letter}+/gu) ?? [])
    add(found[partOf(word)], word, 1);
  mkdirSync(mapped, { recursive: true });
  for (const [part, counts] of found.entries())
    write(join(mapped, `${part}-of-${index}.json`), toText(counts));
  console.log(`${split}: ${found.reduce((sum, { size }) => sum + size, 0)} different words`);
}

function reduce() {
  const total = new Map();
  const files = readdirSync(mapped).filter(
    (name) => name.startsWith(`${index}-of-`) && name.endsWith('.json'),
  );
  for (const file of files) {
    for (const [word, count] of JSON.parse(readFileSync(join(mapped, file), 'utf8'))) add(total, word, count);
  }
  mkdirSync(result, { recursive: true });
  write(join(result, `${index}.json`), toText(total));
  console.log(`part ${index}: ${total.size} words from ${files.length} map tasks`);
}

// Long enough to be watched: an example that is over at once shows nothing.
setTimeout({ write: writeInput, map, reduce }[stage], Number(process.env.TAKES_MS ?? 0));
