import { inspect } from 'node:util';

const SHOWN = '[secret]';

/** A password, key or URL with a password in it. Prints as `[secret]` in logs, JSON and errors; `reveal()` gives the text. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
