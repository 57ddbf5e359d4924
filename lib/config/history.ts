import { type Reading, readGroup, type Source, wrongValue } from './setting.ts';
import { historySettings } from './settings/database.ts';

/** How much history is kept: the hours for at least as long as the polls they are made of. */
export function readHistory(source: Source): Reading<typeof historySettings> {
  const reading = readGroup(historySettings, source);
  if (!reading.values || reading.values.hoursMs >= reading.values.rawMs) return reading;
  const raw = reading.given.get('rawMs');
  const hours = reading.given.get('hoursMs');
  const errors = hours
    ? [wrongValue(historySettings.hoursMs, hours, `must be at least as long as ${historySettings.rawMs.env}`)]
    : raw
      ? [wrongValue(historySettings.rawMs, raw, `must be at most as long as ${historySettings.hoursMs.env}`)]
      : [];
  return { ...reading, values: null, errors };
}
