/** What naming a class of Unicode such as `\pL` costs: some hundred ranges. Where case does not matter each of them is folded. */
const CLASS = 5;
const FOLDED_CLASS = 25;
/** Of a range: letters are folded one by one where case does not matter, and RE2 knows none beyond the last. */
const LETTERS_IN_A_STEP = 300;
const LAST_FOLDED = 0x1e943;

const FOLDS = /\(\?[a-z]*i/i;
const QUOTED = /\\Q.*?(?:\\E|$)/sy;
const NAMED_CLASS = /\\[pP](?:\{[^}]*\}|.|$)/sy;
const ESCAPED = /\\(?:x\{[^}]*\}|.|$)/sy;
const GROUP = /\((?:\?(?:P?<[^>]*>|[a-zA-Z-]*(?:[:)]|$)))?/y;
const REPEATED = /\{(\d+)(,(\d*))?\}/y;
const POSIX_CLASS = /\[:[^\]]*:\]/y;
const WIDE_RANGE = /(\\x\{[^}]*\}|.)-(\\x\{[^}]*\}|[^\x20-\x7e])/gsu;

/**
 * What an expression costs, in steps, told from its text alone: about as many instructions as it is compiled to with its repetitions
 * written out, and on top of them what makes compiling slow, some 25 us a step at most. Of text that is no expression it says something.
 */
export function expressionPrice(source: string): number {
  const scan = new Scan(source, FOLDS.test(source));
  return scan.price();
}

class Scan {
  readonly #source: string;
  readonly #classPrice: number;
  readonly #folds: boolean;
  #at = 0;
  /** What was read before each open group. */
  readonly #outer: number[] = [];
  #sum = 0;
  /** What a repetition would repeat. */
  #last = 0;

  constructor(source: string, folds: boolean) {
    this.#source = source;
    this.#folds = folds;
    this.#classPrice = folds ? FOLDED_CLASS : CLASS;
  }

  price(): number {
    while (this.#at < this.#source.length) this.#step();
    while (this.#outer.length > 0) this.#close();
    return Math.ceil(this.#sum);
  }

  #step(): void {
    const char = this.#source[this.#at];
    if (char === '\\') this.#add(this.#escape());
    else if (char === '[') this.#add(this.#class());
    else if (char === '(') this.#open();
    else if (char === ')') {
      this.#at++;
      this.#close();
    } else if (char === '{') this.#repeat();
    else {
      this.#at++;
      this.#add(1);
    }
  }

  #add(price: number): void {
    this.#sum += price;
    this.#last = price;
  }

  #escape(): number {
    const quoted = this.#take(QUOTED);
    if (quoted !== null) return quoted.length;
    if (this.#take(NAMED_CLASS) !== null) return 1 + this.#classPrice;
    this.#take(ESCAPED);
    return 1;
  }

  #class(): number {
    const from = this.#at++;
    let price = 1;
    if (this.#source[this.#at] === '^') this.#at++;
    // A bracket that comes first is a letter.
    if (this.#source[this.#at] === ']') this.#at++;
    while (this.#at < this.#source.length && this.#source[this.#at] !== ']') {
      if (this.#take(NAMED_CLASS) !== null) price += this.#classPrice;
      else if (this.#take(ESCAPED) === null && this.#take(POSIX_CLASS) === null) this.#at++;
    }
    this.#at++;
    return price + (this.#folds ? foldedRanges(this.#source.slice(from, this.#at)) : 0);
  }

  #open(): void {
    const opened = this.#take(GROUP) ?? '';
    // Flags alone, such as (?i), hold nothing.
    if (opened.endsWith(')')) return;
    this.#outer.push(this.#sum);
    this.#sum = 0;
    this.#last = 0;
  }

  #close(): void {
    const within = this.#sum + 2;
    this.#sum = this.#outer.pop() ?? 0;
    this.#add(within);
  }

  #repeat(): void {
    REPEATED.lastIndex = this.#at;
    const found = REPEATED.exec(this.#source);
    if (found === null) {
      this.#at++;
      this.#add(1);
      return;
    }
    this.#at = REPEATED.lastIndex;
    const least = Number(found[1]);
    const most = found[3] ? Number(found[3]) : least;
    // What may be there or not is a step more each time.
    const repeated = Math.max(1, least * this.#last + Math.max(0, most - least) * (this.#last + 1));
    this.#sum += repeated - this.#last;
    this.#last = repeated;
  }

  #take(what: RegExp): string | null {
    what.lastIndex = this.#at;
    const [found] = what.exec(this.#source) ?? [];
    if (found !== undefined) this.#at += found.length;
    return found ?? null;
  }
}

/** Of a class with case folded: ranges that go beyond ASCII. */
function foldedRanges(text: string): number {
  let letters = 0;
  for (const [, from, to] of text.matchAll(WIDE_RANGE)) {
    letters += Math.max(0, Math.min(codeOf(to), LAST_FOLDED) - codeOf(from));
  }
  return letters / LETTERS_IN_A_STEP;
}

/** Of a character as a class has it. */
function codeOf(text = ''): number {
  const hex = /^\\x\{([0-9a-f]+)\}$/i.exec(text)?.[1];
  return hex === undefined ? (text.codePointAt(0) ?? 0) : Number.parseInt(hex, 16);
}
