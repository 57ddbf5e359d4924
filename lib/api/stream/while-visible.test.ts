import { beforeEach, expect, test } from 'vitest';
import { whileVisible } from './while-visible.ts';

interface Event {
  cluster: string;
  n: number;
}

let asked: PromiseWithResolvers<ReadonlySet<string>>[];
let sent: string[];
let ends: unknown[];
let tell: (event: Event) => void;
beforeEach(() => {
  asked = [];
  sent = [];
  ends = [];
  tell = whileVisible<Event>({
    visible: () => {
      const answer = Promise.withResolvers<ReadonlySet<string>>();
      asked.push(answer);
      return answer.promise;
    },
    send: ({ cluster, n }) => void sent.push(`${cluster}${n}`),
    end: (error) => void ends.push(error),
  });
});

/** Answers the question number `index`, and lets what follows from that happen. */
async function answer(index: number, ...clusters: string[]): Promise<void> {
  asked[index]?.resolve(new Set(clusters));
  await new Promise(setImmediate);
}

test('an event is passed on once it is known that its cluster may be seen', async () => {
  tell({ cluster: 'a', n: 1 });
  expect(sent).toEqual([]);
  await answer(0, 'a');
  expect(sent).toEqual(['a1']);
  expect(asked).toHaveLength(1);
});

test('events that come while it asks wait for an answer of their own, the newest of each cluster', async () => {
  tell({ cluster: 'a', n: 1 });
  tell({ cluster: 'a', n: 2 });
  tell({ cluster: 'a', n: 3 });
  tell({ cluster: 'b', n: 1 });
  await answer(0, 'a', 'b');
  expect(sent).toEqual(['a1']);
  await answer(1, 'b');
  expect(sent).toEqual(['a1', 'b1']);
  expect(asked).toHaveLength(2);
});

test('a cluster that may not be seen any more is left out, the others go on', async () => {
  tell({ cluster: 'a', n: 1 });
  await answer(0, 'b');
  tell({ cluster: 'b', n: 1 });
  await answer(1, 'b');
  expect([sent, ends]).toEqual([['b1'], []]);
});

test('with nothing left to see it ends', async () => {
  tell({ cluster: 'a', n: 1 });
  await answer(0);
  expect([sent, ends]).toEqual([[], [undefined]]);
});

test('it ends when nobody can say what may be seen', async () => {
  tell({ cluster: 'a', n: 1 });
  const away = new Error('away');
  asked[0]?.reject(away);
  await new Promise(setImmediate);
  expect([sent, ends]).toEqual([[], [away]]);
});
