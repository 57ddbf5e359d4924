import { expect, it } from 'vitest';
import { readsIn } from './environment-reads.ts';

it.each([
  { source: 'const x = process.env.PORT;', names: ['PORT'] },
  { source: "process.env['PORT'] ?? process.env?.HOST", names: ['PORT', 'HOST'] },
  { source: 'const { PORT } = process.env;', names: ['*'] },
  { source: "if (process.env.NEXT_RUNTIME === 'nodejs') start();", names: [] },
  { source: '// process.env.PORT is read elsewhere', names: [] },
  { source: '/**\n * Not from process.env.PORT.\n */', names: [] },
])('finds $names in $source', ({ source, names }) => {
  expect(readsIn(source).map((read) => read.name)).toEqual(names);
});

it('gives the line', () => {
  expect(readsIn('a\nb\nprocess.env.X')).toEqual([{ line: 3, name: 'X' }]);
});
