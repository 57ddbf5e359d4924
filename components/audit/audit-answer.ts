import type { Phrase } from '#components/ui/answer.tsx';
import type { AuditEntry } from '#lib/api/schemas/audit.ts';
import { formatAge } from '#lib/client/format-time.ts';

const ENDED: Record<Exclude<AuditEntry['outcome'], 'refused'>, string> = {
  done: '',
  failed: ', which failed,',
  intended: ', of which no end is known,',
};

/** They stand in the log, too, and are many; whoever asks what was changed does not mean them. */
const SIGN_INS = 'session.';

/** What was done last, in a sentence: of all there is, or of what matches. */
export function auditAnswer(newest: readonly AuditEntry[], narrowed: boolean, nowMs: number): Phrase[] {
  const [first] = newest;
  const changes = newest.filter(({ outcome }) => outcome !== 'refused');
  const change = changes.find(({ action }) => !action.startsWith(SIGN_INS)) ?? changes[0];
  const which = narrowed ? ' that matches' : '';
  if (first === undefined) return [narrowed ? 'Nothing in the audit log matches.' : 'Nothing was changed so far.'];
  if (change === undefined || change.outcome === 'refused') {
    const refused = narrowed ? 'Of what matches everything was refused' : 'The newest entries are refusals';
    return [`${refused}: the last of them `, ...nameOf(first), ' by ', byWhom(first), `, ${agoOf(first, nowMs)}.`];
  }
  return [
    `The last change${which} is `,
    ...nameOf(change),
    ENDED[change.outcome],
    ' by ',
    byWhom(change),
    `, ${agoOf(change, nowMs)}.`,
  ];
}

function nameOf({ action, target }: AuditEntry): Phrase[] {
  const what: Phrase = { key: 'action', text: action, name: true };
  return target === null ? [what] : [what, ' of ', { key: 'target', text: target, name: true }];
}

const byWhom = ({ actor }: AuditEntry): Phrase => ({ key: 'actor', text: actor.name, name: true, strong: true });

const agoOf = ({ at, endedAt }: AuditEntry, nowMs: number): string =>
  `${formatAge(nowMs - Date.parse(endedAt ?? at))} ago`;
