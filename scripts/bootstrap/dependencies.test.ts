import { describe, expect, it } from 'vitest';
import { lacking } from './dependencies.mjs';

const wanted = {
  '': { name: 'tidemark' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/a/node_modules/b': { version: '2.0.0' },
  'node_modules/for-windows': { version: '1.0.0', optional: true },
};

describe('lacking', () => {
  it('is nothing when all is there; packages for other systems may be missing', () => {
    const installed = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/a/node_modules/b': { version: '2.0.0' } };
    expect(lacking(wanted, installed)).toEqual([]);
  });

  it('names a package that is missing or of another version', () => {
    expect(lacking(wanted, { 'node_modules/a': { version: '1.0.1' } })).toEqual([
      'node_modules/a',
      'node_modules/a/node_modules/b',
    ]);
  });

  it('names an optional package of another version', () => {
    const installed = {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a/node_modules/b': { version: '2.0.0' },
      'node_modules/for-windows': { version: '0.9.0' },
    };
    expect(lacking(wanted, installed)).toEqual(['node_modules/for-windows']);
  });
});
