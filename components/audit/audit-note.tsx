import { Name } from '#components/ui/name.tsx';
import type { AuditEntry } from '#lib/api/schemas/audit.ts';
import { plural } from '#lib/client/format-number.ts';
import { Actor } from './audit-columns.tsx';
import { AuditDetails } from './audit-details.tsx';
import { type ChangedField, changedFields } from './changed-fields.ts';

const FIELDS_SHOWN = 4;

interface NoteProps {
  entry: AuditEntry;
  /** On a phone it also says who did it, and to what. */
  narrow: boolean;
  open: boolean;
}

/** The second line of an entry: what changed and why, or why not; below it all of it, where that is open. Null for nothing to say. */
export function auditNote({ entry, narrow, open }: NoteProps) {
  const { reason, detail, count } = entry;
  const fields = changedFields(entry.before, entry.after);
  const isQuiet = fields.length === 0 && detail === null && !reason && !narrow;
  if (isQuiet && !open) return null;
  return (
    <div className="min-w-0 leading-5 whitespace-normal [overflow-wrap:anywhere] md:pl-5">
      {narrow ? <WhoToWhat entry={entry} /> : null}
      {detail === null ? null : (
        <span className="mr-3">
          <Name>{detail}</Name>
          {count > 1 ? `, ${plural(count, 'time')}` : ''}
        </span>
      )}
      {reason ? <span className="mr-3 text-ink">“{reason}”</span> : null}
      <Fields fields={fields} planned={entry.outcome !== 'done' && fields.length > 0} />
      {open ? <AuditDetails entry={entry} /> : null}
    </div>
  );
}

function WhoToWhat({ entry }: { entry: AuditEntry }) {
  return (
    <span className="block text-ink">
      <Actor actor={entry.actor} />
      {entry.target === null ? null : (
        <>
          <span className="text-ink-3">: </span>
          <Name>{entry.target}</Name>
        </>
      )}
    </span>
  );
}

/** The first fields that changed; what was only planned is said to be. */
function Fields({ fields, planned }: { fields: readonly ChangedField[]; planned: boolean }) {
  const more = fields.length - FIELDS_SHOWN;
  return (
    <>
      {planned ? <span className="text-ink-3">planned: </span> : null}
      {fields.slice(0, FIELDS_SHOWN).map((field) => (
        <span key={field.path} className="mr-3">
          {field.path === '' ? null : <span className="text-ink-3">{field.path} </span>}
          {field.after === null ? <span className="text-ink-3">was </span> : null}
          <Value text={field.before} />
          {field.before !== null && field.after !== null ? <span className="text-ink-3"> → </span> : null}
          <Value text={field.after} />
        </span>
      ))}
      {more > 0 ? <span className="text-ink-3">and {more} more</span> : null}
    </>
  );
}

const VALUE_CHARS = 80;

function Value({ text }: { text: string | null }) {
  if (text === null) return null;
  if (text === '') return <span className="text-ink-3">empty</span>;
  const short = text.length > VALUE_CHARS ? `${text.slice(0, VALUE_CHARS)}…` : text;
  return <Name className="text-ink">{short}</Name>;
}
