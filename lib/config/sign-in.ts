import { type Reading, readGroup, type Source, wrongValue } from './setting.ts';
import { signInSettings } from './settings/sign-in.ts';

/** Who gets in: the first admin has both an address and a password, or a link makes it. */
export function readSignIn(source: Source): Reading<typeof signInSettings> {
  const reading = readGroup(signInSettings, source);
  if (reading.values === null) return reading;
  const [email, password] = [reading.given.get('adminEmail'), reading.given.get('adminPassword')];
  const errors = [
    ...(email && !password
      ? [wrongValue(signInSettings.adminEmail, email, `needs ${signInSettings.adminPassword.env} as well`)]
      : []),
    ...(password && !email
      ? [wrongValue(signInSettings.adminPassword, password, `needs ${signInSettings.adminEmail.env} as well`)]
      : []),
  ];
  return errors.length === 0 ? reading : { ...reading, values: null, errors };
}
