import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { scenarios } from './scenarios.ts';

describe('parseArguments', () => {
  it('needs but the brokers', () => {
    expect(parseArguments(['--brokers', 'a:1,b:2'], {})).toEqual({
      kind: 'run',
      brokers: ['a:1', 'b:2'],
      prefix: '',
      rateScale: 1,
      scenarios,
      seed: 1,
      javaLibs: undefined,
    });
  });

  it('takes the brokers from KAFKA_BROKERS, unless they are named', () => {
    const environment = { KAFKA_BROKERS: 'env:1' };
    expect(parseArguments([], environment)).toMatchObject({ brokers: ['env:1'] });
    expect(parseArguments(['--brokers', 'arg:1'], environment)).toMatchObject({ brokers: ['arg:1'] });
  });

  it('picks scenarios by name', () => {
    const command = parseArguments(['--brokers', 'a:1', '--only', 'batch,healthy', '--rate-scale', '0.5'], {});
    const names = command.kind === 'run' ? command.scenarios.map(({ name }) => name) : [];
    expect(names).toEqual(['batch', 'healthy']);
    expect(command).toMatchObject({ rateScale: 0.5 });
  });

  it.each([
    { args: [], says: '--brokers is missing' },
    { args: ['--brokers', 'a:1', '--only', 'helthy'], says: 'no scenario "helthy"; there are steady, bursty' },
    { args: ['--brokers', 'a:1', '--rate-scale', 'fast'], says: '--rate-scale is to be a number above 0, not "fast"' },
    { args: ['--brokers', 'a:1', '--seed', '0'], says: '--seed is to be a number above 0' },
    { args: ['--broker', 'a:1'], says: "Unknown option '--broker'" },
  ])('refuses $args: $says', ({ args, says }) => {
    expect(() => parseArguments(args, {})).toThrow(says);
  });

  it.each(['list', 'help'] as const)('understands --%s without brokers', (kind) => {
    expect(parseArguments([`--${kind}`], {})).toEqual({ kind });
  });
});
