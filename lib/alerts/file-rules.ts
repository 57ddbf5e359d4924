import { isDeepStrictEqual } from 'node:util';
import { beginsAnew } from './rule-check.ts';
import type { RuleDefinition } from './rule-schema.ts';
import type { KeptRule } from './store/file-rules.ts';

/** A rule as a file has it. */
export interface WantedRule {
  name: string;
  definition: RuleDefinition;
  file: string;
}

/** What is to be done so that the rules are those of the file. */
export type FileChange =
  | { kind: 'create'; wanted: WantedRule }
  | { kind: 'change'; kept: KeptRule; wanted: WantedRule; beginsAnew: boolean }
  /** It does what it did; only where it stands is another place. */
  | { kind: 'move'; kept: KeptRule; wanted: WantedRule }
  | { kind: 'delete'; kept: KeptRule };

/**
 * The changes that make rules those of a file: known by their names, so that one of the console is taken over as it is, with what it has
 * open. Of the others only those go that a file had.
 */
export function fileChanges(kept: readonly KeptRule[], wanted: readonly WantedRule[]): FileChange[] {
  const byName = new Map(kept.map((rule) => [rule.name, rule]));
  const names = new Set(wanted.map(({ name }) => name));
  const gone = kept.filter(({ name, source }) => source === 'file' && !names.has(name));
  return [
    ...gone.map((rule): FileChange => ({ kind: 'delete', kept: rule })),
    ...wanted.flatMap((rule) => changeOf(byName.get(rule.name), rule) ?? []),
  ];
}

function changeOf(kept: KeptRule | undefined, wanted: WantedRule): FileChange | null {
  if (kept === undefined) return { kind: 'create', wanted };
  const { definition, source, sourceFile } = kept;
  if (definition === null) return { kind: 'change', kept, wanted, beginsAnew: true };
  const isSame = isDeepStrictEqual(definition, wanted.definition);
  if (isSame && source === 'file') return sourceFile === wanted.file ? null : { kind: 'move', kept, wanted };
  return { kind: 'change', kept, wanted, beginsAnew: beginsAnew(definition, wanted.definition) };
}
