import { redirect } from 'next/navigation';
import { SETTINGS_PAGES } from '#lib/client/routes.ts';

/** The first page of the settings. */
export default function Page() {
  redirect(SETTINGS_PAGES[0].pages[0].href);
}
