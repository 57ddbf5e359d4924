import type { GroupNow, PollWrite, SubscriptionNow, TopicNow } from '#lib/history/contract.ts';
import { ByBeginning } from './by-beginning.ts';
import { patternTime } from './pattern-time.ts';
import { type AskInTime, beginningsOf, hasExpression, inTime } from './patterns.ts';
import type { GroupSeen, Reading } from './reading.ts';
import type { NamePatterns } from './rule.ts';
import { type Scope, scopeKey } from './scope.ts';

/** A group or a topic of the cluster, from poll to poll: which rules are over it is found out once. */
export interface Place<Seen> {
  readonly name: string;
  readonly scope: Scope;
  /** The key of that scope: it is looked up for every rule in every poll. */
  readonly key: string;
  /** One of its own among all that there are: that of one that is gone is another one's later. */
  readonly index: number;
  /** As the newest poll saw it; null where it did not. */
  seen: Seen | null;
  /** It is gone for good: whoever holds the place lets it go. */
  isGone: boolean;
  /** What rules read of it in the newest poll, by what they read: many read the same. */
  readings: Map<string, Reading>;
}

/** The groups, or the topics, of one cluster by name. */
export class Places<Seen> {
  readonly #byName = new Map<string, Place<Seen>>();
  readonly #scopeOf: (name: string) => Scope;
  readonly #freed: number[] = [];
  #all: ByBeginning<Place<Seen>> | null = null;

  constructor(scopeOf: (name: string) => Scope) {
    this.#scopeOf = scopeOf;
  }

  /** Takes in what a poll saw; gives those that are new. What is missing from a `complete` listing is gone. */
  advance(seen: ReadonlyMap<string, Seen>, complete: boolean): ByBeginning<Place<Seen>> {
    for (const place of this.#byName.values()) {
      place.seen = seen.get(place.name) ?? null;
      if (place.readings.size > 0) place.readings = new Map();
      if (place.seen !== null || !complete) continue;
      place.isGone = true;
      this.#byName.delete(place.name);
      this.#all = null;
      this.#freed.push(place.index);
    }
    const fresh: Place<Seen>[] = [];
    for (const [name, one] of seen) {
      if (this.#byName.has(name)) continue;
      const scope = this.#scopeOf(name);
      const index = this.#freed.pop() ?? this.#byName.size;
      const place = { name, scope, key: scopeKey(scope), index, seen: one, isGone: false, readings: new Map() };
      this.#byName.set(name, place);
      fresh.push(place);
    }
    if (fresh.length > 0) this.#all = null;
    return new ByBeginning(fresh);
  }

  /** As they are until the next poll. */
  get all(): ByBeginning<Place<Seen>> {
    this.#all ??= new ByBeginning([...this.#byName.values()]);
    return this.#all;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  find(name: string): Place<Seen> | null {
    return this.#byName.get(name) ?? null;
  }

  /** As the newest poll saw it; null where it did not. */
  seen(name: string): Seen | null {
    return this.#byName.get(name)?.seen ?? null;
  }
}

/** The places of one rule: what it is over, found out once for each place. */
export class RulePlaces<Seen> {
  #places: Place<Seen>[] = [];
  /** Regular expressions have not been held against these yet: there was no time for more. */
  #waiting: readonly Place<Seen>[] = [];
  readonly #isMatch: AskInTime;
  readonly #beginnings: readonly string[] | null;
  /** What regular expressions said of the places, by their index; null of names and globs, which are asked again. */
  readonly #answers: Answers | null;

  constructor(patterns: NamePatterns, known: ByBeginning<Place<Seen>>, time = patternTime) {
    this.#isMatch = inTime(patterns, time);
    this.#beginnings = beginningsOf(patterns);
    this.#answers = hasExpression(patterns) ? new Answers() : null;
    this.add(known);
  }

  add(fresh: ByBeginning<Place<Seen>>): void {
    if (this.#answers === null) {
      // Names and globs never wait: the quick way of nearly all rules.
      for (const place of fresh.find(this.#beginnings)) if (this.#isMatch(place.name)) this.#places.push(place);
      return;
    }
    for (const { index } of fresh.all) this.#answers.forget(index);
    this.#waiting = this.#waiting.length === 0 ? fresh.all : [...this.#waiting, ...fresh.all];
    this.#ask();
  }

  /** Of some nobody knows yet whether they are meant. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** The names of those. */
  waiting(): Set<string> {
    return new Set(this.#waiting.flatMap(({ name, isGone }) => (isGone ? [] : [name])));
  }

  /** Goes on with those that wait, as far as there is time. */
  #ask(): void {
    let asked = 0;
    for (const place of this.#waiting) {
      const isMatch = place.isGone ? false : this.#isMatch(place.name);
      if (isMatch === null) break;
      if (isMatch) this.#places.push(place);
      this.#answers?.keep(place.index, isMatch);
      asked++;
    }
    this.#waiting = this.#waiting.slice(asked);
  }

  /** Whether a place is one of them, where that is kept. */
  knows(place: Place<Seen> | null): boolean | null {
    return place === null ? null : (this.#answers?.find(place.index) ?? null);
  }

  /** Those there are, as far as it is known. */
  take(): readonly Place<Seen>[] {
    if (this.isWaiting) this.#ask();
    if (this.#places.some(({ isGone }) => isGone)) this.#places = this.#places.filter(({ isGone }) => !isGone);
    return this.#places;
  }
}

const YES = 1;
const NO = 2;

/** Answers by index, a byte each: there are as many of them as rules times topics. */
class Answers {
  #bytes = new Uint8Array(64);

  keep(index: number, answer: boolean): void {
    if (index >= this.#bytes.length) {
      const larger = new Uint8Array(2 * (index + 1));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[index] = answer ? YES : NO;
  }

  forget(index: number): void {
    if (index < this.#bytes.length) this.#bytes[index] = 0;
  }

  find(index: number): boolean | null {
    const answer = this.#bytes[index];
    return answer === YES ? true : answer === NO ? false : null;
  }
}

export type GroupPlace = Place<GroupSeen>;
export type TopicPlace = Place<TopicNow>;

/** Groups of a poll with their subscriptions, by name. */
export function groupsOf({ groups, subscriptions }: PollWrite): Map<string, GroupSeen> {
  const byGroup = new Map<string, { group: GroupNow; subscriptions: SubscriptionNow[] }>();
  for (const group of groups) byGroup.set(group.group, { group, subscriptions: [] });
  for (const subscription of subscriptions) byGroup.get(subscription.group)?.subscriptions.push(subscription);
  return byGroup;
}

export const topicsOf = ({ topics }: PollWrite): Map<string, TopicNow> =>
  new Map(topics.map((topic) => [topic.topic.name, topic]));
