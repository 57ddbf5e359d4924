import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PatternTime } from './pattern-time.ts';
import { matcherOf } from './patterns.ts';
import { CLUSTER_SCOPE } from './scope.ts';
import { Places, RulePlaces } from './targets.ts';

const PATTERNS = { include: ['/[02468]$/'], exclude: ['/^b/'] };
const isMatch = matcherOf(PATTERNS);

test('a rule is over what its expressions find of what comes and goes, whatever time there is for them', () => {
  const names = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(30)).map(([letter, id]) => letter + id));
  const polls = fc.array(fc.record({ names, complete: fc.boolean(), passMs: fc.nat(40) }), { maxLength: 12 });
  fc.assert(
    fc.property(polls, (all) => {
      let ms = 0;
      const time = new PatternTime({ mostMs: 5, share: 0.5, now: () => ms++ });
      const places = new Places<string>((group) => ({ ...CLUSTER_SCOPE, group }));
      const ofRule = new RulePlaces<string>(PATTERNS, places.all, time);
      for (const { names: present, complete, passMs } of all) {
        ofRule.add(places.advance(new Map(present.map((name) => [name, name])), complete));
        ms += passMs;
        const taken = new Set(ofRule.take().map(({ name }) => name));
        const waiting = ofRule.waiting();
        const known = places.all.all;
        // Each has an index of its own.
        expect(new Set(known.map(({ index }) => index)).size).toBe(known.length);
        for (const place of known) {
          const answer = waiting.has(place.name) ? null : isMatch(place.name);
          expect([taken.has(place.name), ofRule.knows(place)]).toEqual([answer === true, answer]);
        }
        for (const name of taken) expect(places.has(name)).toBe(true);
      }
    }),
  );
});

test('what names and globs say is not kept: they are asked again', () => {
  const places = new Places<string>((group) => ({ ...CLUSTER_SCOPE, group }));
  const ofRule = new RulePlaces<string>({ include: ['a*'], exclude: [] }, places.all);
  ofRule.add(places.advance(new Map([['a1', 'a1']]), true));
  expect([ofRule.take().length, ofRule.isWaiting, ofRule.knows(places.find('a1'))]).toEqual([1, false, null]);
});
