/** Raised when what is in the file can no longer be read by the code before it. */
export const formatVersion = 1;

/**
 * Ordinary rowid tables: a row of a kilobyte in a WITHOUT ROWID table spills to overflow pages, which takes three times
 * the space and the time. The rowid is also the order of insertion, which must be the same after a reload.
 *
 * `records` is the state now, `base_records` the state at `base_revision`, `commits` everything in between: any past
 * state is the base with commits folded onto it, and compaction moves the base forward. `keyframes` are whole states in
 * between, to fold from instead of the base. `removals` keep what each deleted record said last. Both are for speed: a
 * store of a version before them has none for its older history, and is read all the same.
 * `body` is JSON, so that any SQLite tool can read it.
 */
export const schema = `
  CREATE TABLE IF NOT EXISTS store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    format INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    base_revision INTEGER NOT NULL,
    base_at_ms INTEGER NOT NULL
  );
  INSERT INTO store VALUES (1, ${formatVersion}, 0, 0, 0) ON CONFLICT DO NOTHING;
  CREATE TABLE IF NOT EXISTS commits (
    revision INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    crc32 INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS commits_at ON commits (at_ms);
  CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    crc32 INTEGER NOT NULL,
    UNIQUE (kind, key)
  );
  CREATE TABLE IF NOT EXISTS base_records (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    crc32 INTEGER NOT NULL,
    UNIQUE (kind, key)
  );
  CREATE TABLE IF NOT EXISTS keyframes (
    revision INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    records INTEGER NOT NULL,
    parts INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS keyframe_parts (
    revision INTEGER NOT NULL,
    part INTEGER NOT NULL,
    body BLOB NOT NULL,
    crc32 INTEGER NOT NULL,
    UNIQUE (revision, part)
  );
  CREATE TABLE IF NOT EXISTS removals (
    removed_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    crc32 INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS removals_at ON removals (removed_at, kind);
`;
