import { type Reading, readGroup, type Source, wrongValue } from './setting.ts';
import { headerSignInSettings } from './settings/header-sign-in.ts';

/** Sign-in by a header: whose word counts must be said, and groups are those of a user. */
export function readHeaderSignIn(source: Source): Reading<typeof headerSignInSettings> {
  const reading = readGroup(headerSignInSettings, source);
  if (reading.values === null) return reading;
  const { userHeader, groupsHeader, proxies } = headerSignInSettings;
  const [user, groups] = [reading.given.get('userHeader'), reading.given.get('groupsHeader')];
  const errors = [
    ...(user && reading.values.proxies.length === 0
      ? [wrongValue(userHeader, user, `needs ${proxies.env} as well`)]
      : []),
    ...(groups && !user ? [wrongValue(groupsHeader, groups, `needs ${userHeader.env} as well`)] : []),
  ];
  return errors.length === 0 ? reading : { ...reading, values: null, errors };
}
