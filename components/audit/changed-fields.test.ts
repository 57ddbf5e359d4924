import { expect, test } from 'vitest';
import { changedFields } from './changed-fields.ts';

test.each<[string, unknown, unknown, ReturnType<typeof changedFields>]>([
  ['nothing changed', { a: 1 }, { a: 1 }, []],
  ['one field of two', { a: 1, b: 2 }, { a: 1, b: 3 }, [{ path: 'b', before: '2', after: '3' }]],
  ['what came to be', null, { role: 'admin' }, [{ path: 'role', before: null, after: 'admin' }]],
  ['what is gone', { role: 'admin' }, null, [{ path: 'role', before: 'admin', after: null }]],
  ['a field deep inside', { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, [{ path: 'a.b.c', before: '1', after: '2' }]],
  ['a list, as a whole', { l: [1, 2] }, { l: [2] }, [{ path: 'l', before: '[1,2]', after: '[2]' }]],
  [
    'grants, in words',
    { grants: [{ clusters: 'test', role: 'viewer' }] },
    {
      grants: [
        { clusters: 'test', role: 'viewer' },
        { clusters: 'prod-*', role: 'admin' },
      ],
    },
    [{ path: 'grants', before: 'viewer on test', after: 'admin on prod-*, viewer on test' }],
  ],
  ['what came to be without something', null, { name: 'ci', use: null }, [{ path: 'name', before: null, after: 'ci' }]],
  ['a value without fields', 1, 2, [{ path: '', before: '1', after: '2' }]],
  ['null and text, which differ', { a: null }, { a: '' }, [{ path: 'a', before: 'null', after: '' }]],
  [
    'an empty object',
    { a: {} },
    { a: { b: 1 } },
    [
      { path: 'a', before: '{}', after: null },
      { path: 'a.b', before: null, after: '1' },
    ],
  ],
  [
    'what was too large',
    { cut: { bytes: 70_002, sha256: 'ab', begins: 'x' } },
    null,
    [{ path: '', before: '70,002 bytes, too many for the log', after: null }],
  ],
  [
    'fields by name',
    {},
    { b: 1, a: true },
    [
      { path: 'a', before: null, after: 'true' },
      { path: 'b', before: null, after: '1' },
    ],
  ],
])('%s', (_, before, after, expected) => {
  expect(changedFields(before, after)).toEqual(expected);
});
