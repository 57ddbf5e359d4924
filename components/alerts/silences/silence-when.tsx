'use client';
import { SegmentedControl } from '#components/ui/segmented-control.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import { serverNow } from '#lib/client/clock.ts';
import { localInput } from '#lib/client/local-input.ts';
import { ChoiceChips } from './choice-chips.tsx';
import { cronWords, WEEK } from './cron-words.ts';
import { type Length, morningAfter } from './silence-draft.ts';
import type { SilencePartProps } from './silence-what.tsx';
import { TimeZoneField } from './time-zone-field.tsx';

const KINDS = [
  { value: 'once', label: 'Once' },
  { value: 'weekly', label: 'Every week' },
  { value: 'cron', label: 'Cron pattern' },
] as const;
const DAYS = WEEK.map(({ day, name, short }) => ({
  value: String(day),
  label: (
    <abbr title={name} className="no-underline">
      {short}
    </abbr>
  ),
}));
const HOUR_MS = 3_600_000;
/** A datetime-local field to the minute. */
const TO_THE_MINUTE = 'yyyy-mm-ddThh:mm'.length;

/** When it is in force: for a while from now on, or again and again. */
export function SilenceWhen(props: SilencePartProps) {
  const { draft, onChange } = props;
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1 font-medium">When</legend>
      <div>
        <SegmentedControl
          label="How often"
          value={draft.kind}
          options={KINDS}
          onValueChange={(kind) => onChange({ kind })}
        />
      </div>
      {draft.kind === 'once' ? <Once {...props} /> : <Again {...props} />}
    </fieldset>
  );
}

function Once({ draft, errors, onChange }: SilencePartProps) {
  const isOther = draft.length === 'other';
  const choose = (length: Length) => {
    const inAnHour = localInput(serverNow() + HOUR_MS).slice(0, TO_THE_MINUTE);
    onChange(length === 'other' && draft.until === '' ? { length, until: inAnHour } : { length });
  };
  return (
    <>
      <ChoiceChips
        label="For how long"
        chosen={[draft.length]}
        options={lengths(serverNow())}
        onChange={([length]) => length && choose(length)}
        error={isOther ? null : errors.of('startsAt', 'endsAt')}
      />
      {isOther ? (
        <div className="grid items-start gap-4 md:grid-cols-2">
          <TextField
            label="From"
            type="datetime-local"
            value={draft.from}
            onValueChange={(from) => onChange({ from })}
            error={errors.of('startsAt')}
            note="Empty: from now on."
          />
          <TextField
            label="Until"
            type="datetime-local"
            value={draft.until}
            onValueChange={(until) => onChange({ until })}
            error={errors.of('endsAt')}
          />
        </div>
      ) : null}
    </>
  );
}

function lengths(now: number): { value: Length; label: string }[] {
  const isToday = new Date(morningAfter(now)).getDate() === new Date(now).getDate();
  return [
    { value: '30m', label: '30 min' },
    { value: '1h', label: '1 h' },
    { value: '4h', label: '4 h' },
    { value: 'morning', label: isToday ? 'Until 09:00' : 'Until tomorrow 09:00' },
    { value: 'other', label: 'Other' },
  ];
}

function Again(props: SilencePartProps) {
  const { draft, errors, onChange } = props;
  return (
    <>
      {draft.kind === 'weekly' ? (
        <ChoiceChips
          label="On which days"
          multiple
          chosen={draft.days.map(String)}
          options={DAYS}
          onChange={(days) => onChange({ days: days.map(Number) })}
          error={draft.days.length === 0 && errors.of('recurrence.cron') !== null ? 'Choose a day.' : null}
        />
      ) : (
        <CronField {...props} />
      )}
      <div className="grid items-start gap-4 md:grid-cols-2">
        {draft.kind === 'weekly' ? (
          <TextField
            label="At"
            type="time"
            value={draft.at}
            onValueChange={(at) => onChange({ at })}
            error={draft.days.length > 0 ? errors.of('recurrence.cron') : null}
          />
        ) : null}
        <TextField
          label="For so many hours"
          inputMode="decimal"
          autoComplete="off"
          value={draft.hours}
          onValueChange={(hours) => onChange({ hours })}
          error={errors.of('recurrence.minutes')}
        />
        <TimeZoneField
          value={draft.timeZone}
          onValueChange={(timeZone) => onChange({ timeZone })}
          error={errors.of('recurrence.timeZone')}
        />
        <TextField
          label="For the last time before"
          type="datetime-local"
          value={draft.lastUntil}
          onValueChange={(lastUntil) => onChange({ lastUntil })}
          error={errors.of('endsAt')}
          note="Empty: until somebody ends it."
        />
      </div>
    </>
  );
}

function CronField({ draft, errors, onChange }: SilencePartProps) {
  return (
    <TextField
      label="Begins by"
      autoComplete="off"
      spellCheck={false}
      placeholder="0 2 * * 6"
      className="[&_input]:code"
      value={draft.cron}
      onValueChange={(cron) => onChange({ cron })}
      error={errors.of('recurrence.cron')}
      note={cronWords(draft.cron) ?? 'Minute, hour, day of month, month, day of week.'}
    />
  );
}
