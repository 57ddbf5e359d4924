import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRowTracker, type Difference, type RowChanges } from './tracker.ts';

interface Row {
  number: number;
  name: string;
}

function differ(before: Row, after: Row): Difference {
  if (before.name !== after.name) return 'cold';
  return before.number === after.number ? 'none' : 'hot';
}

/** A table that does what the statements of the writers do. */
function apply(
  table: Map<number, Row>,
  { fresh, hot, cold, gone }: RowChanges<Row>,
  present: ReadonlySet<number>,
): void {
  for (const id of [...table.keys()]) {
    if (gone === 'all-others' ? !present.has(id) : gone.includes(id)) table.delete(id);
  }
  for (const { id, row } of [...fresh, ...cold]) table.set(id, { ...row });
  for (const { id, row } of hot) {
    const stored = table.get(id);
    if (stored === undefined) throw new Error('a narrow update of a row that is not there');
    stored.number = row.number;
  }
}

const poll = fc.record({
  rows: fc.uniqueArray(
    fc.record({ id: fc.integer({ min: 1, max: 5 }), number: fc.nat({ max: 2 }), name: fc.constantFrom('a', 'b') }),
    { maxLength: 5, selector: ({ id }) => id },
  ),
  complete: fc.boolean(),
  outcome: fc.constantFrom('committed', 'rolled back', 'unknown but committed'),
});

test('after any run of polls the table shows the last one that was committed', () => {
  fc.assert(
    fc.property(fc.array(poll, { maxLength: 12 }), (polls) => {
      const tracker = createRowTracker(differ);
      const table = new Map<number, Row>([[5, { number: 9, name: 'left by another process' }]]);
      for (const { rows, complete, outcome } of polls) {
        const wanted = rows.map(({ id, ...row }) => ({ id, row }));
        const changes = tracker.changes(wanted, !complete);
        const expected = new Map(complete ? [] : table);
        for (const { id, row } of wanted) expected.set(id, row);
        if (outcome !== 'rolled back') {
          apply(table, changes, new Set(rows.map(({ id }) => id)));
          expect(table).toEqual(expected);
        }
        if (outcome === 'committed') tracker.written();
        else tracker.forget();
      }
    }),
  );
});

test('an unchanged row is not written again', () => {
  const tracker = createRowTracker(differ);
  const rows = [{ id: 1, row: { number: 1, name: 'a' } }];
  tracker.changes(rows, false);
  tracker.written();
  expect(tracker.changes(structuredClone(rows), false)).toEqual({ fresh: [], hot: [], cold: [], gone: [] });
});
