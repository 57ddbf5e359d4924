import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  clusterParam,
  groupParam,
  instantParam,
  integerParam,
  parsePathParameters,
  parseQuery,
  searchParam,
  sortParam,
  statusesParam,
} from './parameters.ts';
import { ApiProblem, type ParameterError } from './problem.ts';

const querySchema = z.object({
  search: searchParam,
  limit: integerParam({ min: 1, max: 200, fallback: 50 }),
  sort: sortParam({ name: 0, '-name': 0 }, 'name'),
  status: statusesParam,
  from: instantParam.optional(),
});

const parse = (query: string) => parseQuery(querySchema, new URLSearchParams(query));

function errorsOf(run: () => unknown): ParameterError[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'INVALID_PARAMETER') return error.errors ?? [];
    throw error;
  }
  return [];
}

describe('query parameters', () => {
  test('have their defaults', () => {
    expect(parse('')).toEqual({ search: '', limit: 50, sort: 'name', status: [], from: undefined });
  });

  test('are read', () => {
    expect(parse('search=a%25b&limit=7&sort=-name&status=STALLED,NO_DATA&from=2026-11-23T14:02:31%2B02:00')).toEqual({
      search: 'a%b',
      limit: 7,
      sort: '-name',
      status: ['STALLED', 'NO_DATA'],
      from: new Date('2026-11-23T12:02:31Z'),
    });
  });

  test.each([
    ['limit=0', 'limit', 'must be a whole number from 1 to 200'],
    ['limit=201', 'limit', 'must be a whole number from 1 to 200'],
    ['limit=', 'limit', 'must be a whole number from 1 to 200'],
    ['limit=1e2', 'limit', 'must be a whole number from 1 to 200'],
    ['limit=%207', 'limit', 'must be a whole number from 1 to 200'],
    ['limit=-1', 'limit', 'must be a whole number from 1 to 200'],
    ['limit=1000000000000', 'limit', 'must be a whole number from 1 to 200'],
    ['sort=size', 'sort', 'must be one of name, -name'],
    ['sort=constructor', 'sort', 'must be one of name, -name'],
    ['status=OK,bad', 'status', /^must be statuses separated by commas: NO_DATA/],
    ['status=,', 'status', /^must be statuses/],
    ['from=yesterday', 'from', 'must be an ISO 8601 instant such as 2026-11-23T14:02:31Z'],
    ['from=2026-11-23', 'from', /ISO 8601/],
    ['from=2026-11-23T14:02:31', 'from', /ISO 8601/],
    ['from=2026-13-45T14:02:31Z', 'from', /ISO 8601/],
    ['from=1763906551', 'from', /ISO 8601/],
    [`search=${'a'.repeat(250)}`, 'search', 'must be at most 249 characters long'],
    ['serach=x', 'serach', 'unknown parameter; this path takes search, limit, sort, status, from'],
    ['sort=name&sort=-name', 'sort', 'must be given once'],
    ['__proto__=1', '__proto__', /^unknown parameter/],
  ])('%s is refused', (query, parameter, message) => {
    const errors = errorsOf(() => parse(query));
    expect(errors).toHaveLength(1);
    expect(errors[0]?.parameter).toBe(parameter);
    expect(errors[0]?.message).toMatch(message instanceof RegExp ? message : new RegExp(`^${message}$`));
  });

  test('all that is wrong is said at once', () => {
    expect(errorsOf(() => parse('limit=0&sort=x&y=1')).map(({ parameter }) => parameter)).toEqual([
      'y',
      'limit',
      'sort',
    ]);
  });

  test('one that must be given and is not is named', () => {
    expect(errorsOf(() => parseQuery(z.object({ cluster: clusterParam }), new URLSearchParams('')))).toEqual([
      { parameter: 'cluster', message: 'must be given' },
    ]);
  });

  test('a path without parameters says so', () => {
    expect(errorsOf(() => parseQuery(z.object({}), new URLSearchParams('x=1')))).toEqual([
      { parameter: 'x', message: 'unknown parameter; this path takes none' },
    ]);
  });
});

describe('path parameters', () => {
  const schema = z.object({ cluster: clusterParam, group: groupParam });

  test.each([
    ['payments', 'payments'],
    ['~', ''],
    ['~Li4', '..'],
    ['two words', 'two words'],
    // As the store holds a NUL, which Postgres cannot take.
    ['~bnVsAA', 'nul\u{fffd}'],
    ['nul\0', 'nul\u{fffd}'],
  ])('the group %j is %j', (group, name) => {
    expect(parsePathParameters(schema, { cluster: 'local', group })).toEqual({ cluster: 'local', group: name });
  });

  test('a group that cannot be decoded is refused', () => {
    expect(errorsOf(() => parsePathParameters(schema, { cluster: 'local', group: '~x' }))).toEqual([
      { parameter: 'group', message: 'after "~" must come the base64url of the group id in UTF-8' },
    ]);
  });
});
