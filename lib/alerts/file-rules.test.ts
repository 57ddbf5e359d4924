import { describe, expect, test } from 'vitest';
import { fileChanges, type WantedRule } from './file-rules.ts';
import type { RuleDefinition } from './rule-schema.ts';
import type { KeptRule } from './store/file-rules.ts';
import { ruleDefinition } from './testing.ts';

const DEFINITION = ruleDefinition({ condition: { threshold: 1_000, clearThreshold: 900 } });
const FILE = 'tidemark.yaml';
const wanted = (changes: Partial<RuleDefinition> = {}, name = 'behind'): WantedRule => ({
  name,
  definition: { ...DEFINITION, ...changes },
  file: FILE,
});
const kept = (changes: Partial<KeptRule> = {}): KeptRule => ({
  id: '7',
  name: 'behind',
  version: 1,
  source: 'file',
  sourceFile: FILE,
  definition: DEFINITION,
  ...changes,
});
const OF_CONSOLE = { source: 'console', sourceFile: null } as const;

describe('the rules of a file', () => {
  test('are made where there is none of the name', () => {
    expect(fileChanges([], [wanted()])).toEqual([{ kind: 'create', wanted: wanted() }]);
  });

  test('stay as they are where they are so already, whatever the order of their labels', () => {
    const labels = { team: 'payments', tier: 'gold' };
    const other = { tier: 'gold', team: 'payments' };
    expect(fileChanges([kept({ definition: { ...DEFINITION, labels } })], [wanted({ labels: other })])).toEqual([]);
  });

  test.each<[string, Partial<RuleDefinition>, boolean]>([
    ['another severity', { severity: 'info' }, false],
    ['another destination', { destinations: ['pager'] }, false],
    ['another threshold', { condition: { ...DEFINITION.condition, threshold: 5, clearThreshold: 4.5 } }, true],
    ['another scope', { groups: { include: ['payments-*'], exclude: [] } }, true],
  ])('are changed, and begin anew where a change by the API would: %s', (_, changes, beginsAnew) => {
    expect(fileChanges([kept()], [wanted(changes)])).toEqual([
      { kind: 'change', kept: kept(), wanted: wanted(changes), beginsAnew },
    ]);
  });

  test('take over one of the console of the same name, with what it has open', () => {
    const own = kept(OF_CONSOLE);
    expect(fileChanges([own], [wanted()])).toEqual([
      { kind: 'change', kept: own, wanted: wanted(), beginsAnew: false },
    ]);
  });

  test('take over what a later version wrote', () => {
    const unread = kept({ definition: null });
    expect(fileChanges([unread], [wanted()])).toMatchObject([{ kind: 'change', beginsAnew: true }]);
  });

  test('are only moved where the file is called otherwise now', () => {
    const before = kept({ sourceFile: 'old.yaml' });
    expect(fileChanges([before], [wanted()])).toEqual([{ kind: 'move', kept: before, wanted: wanted() }]);
  });

  test('go once the file has them no more; those of the console stay', () => {
    const own = kept({ ...OF_CONSOLE, id: '8', name: 'own' });
    expect(fileChanges([kept(), own], [])).toEqual([{ kind: 'delete', kept: kept() }]);
  });
});
