import { createHash, randomBytes } from 'node:crypto';
import { administrator, type Level, type Rights } from '@gantry/model';

/** Somebody who signs in with a token of his own. */
export interface KnownPerson extends Rights {
  name: string;
  createdAtMs: number;
}

/** What is kept of a person: of the token only its hash. */
export interface KeptPerson extends KnownPerson {
  tokenHash: string;
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/**
 * The people beside the administrator, and what they may do. They are no records of the cluster's state: those go out
 * with every delta and every look into the past, and credentials have no business there.
 */
export class People {
  readonly #byName: Map<string, KeptPerson>;
  readonly #keep: (people: readonly KeptPerson[]) => void;
  readonly #listeners = new Set<(name: string) => void>();

  /** `keep` makes them durable, all of them, before it returns. */
  constructor(kept: readonly KeptPerson[] = [], keep: (people: readonly KeptPerson[]) => void = () => {}) {
    this.#byName = new Map(kept.map((person) => [person.name, person]));
    this.#keep = keep;
  }

  /** Calls back with the name of everybody who is removed, or gets other rights or another token, once it is so. */
  onChange(listener: (name: string) => void): void {
    this.#listeners.add(listener);
  }

  /** By name. */
  list(): KnownPerson[] {
    return [...this.#byName.values()]
      .map(({ tokenHash: _, ...person }) => person)
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  /** What somebody may do; null: nobody of that name is known. */
  rightsOf(name: string): Rights | null {
    if (name === administrator) return { level: 'admin', namespaces: null };
    const person = this.#byName.get(name);
    return person === undefined ? null : { level: person.level, namespaces: person.namespaces };
  }

  /** Whose token it is. A look-up by hash tells nothing about the token by the time it takes. */
  nameByToken(token: string): string | null {
    const hash = hashOf(token);
    for (const { name, tokenHash } of this.#byName.values()) if (tokenHash === hash) return name;
    return null;
  }

  /** What a person's sessions hang on: they all end when the token changes. null: nobody of that name is known. */
  sessionSeed(name: string): string | null {
    return this.#byName.get(name)?.tokenHash ?? null;
  }

  /** Makes or changes a person. Secret: the token of one that is new, which is never told again; null for another. */
  save(
    name: string,
    { level, namespaces, nowMs }: { level: Level; namespaces: readonly string[] | null; nowMs: number },
  ): string | null {
    const known = this.#byName.get(name);
    // Only an operator can be held to some namespaces.
    const rights = { level, namespaces: level === 'operator' ? namespaces : null };
    if (known !== undefined) {
      this.#put({ ...known, ...rights });
      return null;
    }
    const token = newToken();
    this.#put({ name, ...rights, createdAtMs: nowMs, tokenHash: hashOf(token) });
    return token;
  }

  /** Secret: another token in place of the person's. His sessions end. null: nobody of that name is known. */
  renewToken(name: string): string | null {
    const known = this.#byName.get(name);
    if (known === undefined) return null;
    const token = newToken();
    this.#put({ ...known, tokenHash: hashOf(token) });
    return token;
  }

  /** False: nobody of that name was known. */
  remove(name: string): boolean {
    const rest = [...this.#byName.values()].filter((person) => person.name !== name);
    if (rest.length === this.#byName.size) return false;
    this.#keep(rest);
    this.#byName.delete(name);
    this.#tell(name);
    return true;
  }

  #put(person: KeptPerson): void {
    this.#keep([...this.#byName.values()].filter(({ name }) => name !== person.name).concat(person));
    this.#byName.set(person.name, person);
    this.#tell(person.name);
  }

  #tell(name: string): void {
    for (const listener of this.#listeners) listener(name);
  }
}

const newToken = () => randomBytes(32).toString('base64url');
