import { Bytes } from '#components/ui/amount.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import type { Storage } from '#lib/api/schemas/settings.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { FAMILY_WORDS } from './storage-words.ts';

/** The families of the history's tables: what each takes, since when it has what, and how long that is kept. */
export function FamilyTable({ storage }: { storage: Storage }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left">
        <thead className="text-sm text-ink-3">
          <tr className="h-8 border-b">
            <th className="pr-4 font-normal">What</th>
            <th className="pr-4 text-right font-normal">Takes</th>
            <th className="pr-4 text-right font-normal max-md:hidden">Partitions</th>
            <th className="pr-4 font-normal">Since</th>
            <th className="font-normal">Kept for</th>
          </tr>
        </thead>
        <tbody>
          {storage.families.map(({ family, bytes, partitions, since, keptMs }) => {
            const { name, what, setting } = FAMILY_WORDS[family];
            return (
              <tr key={family} className="border-b align-top">
                <th scope="row" className="py-1.5 pr-4 font-medium">
                  {name}
                  <span className="block text-sm font-normal text-ink-3">{what}</span>
                </th>
                <td className="py-1.5 pr-4 text-right whitespace-nowrap">
                  <Bytes value={bytes} />
                </td>
                <td className="py-1.5 pr-4 text-right max-md:hidden">
                  {partitions === 0 ? '' : formatCount(partitions)}
                </td>
                <td className="py-1.5 pr-4 whitespace-nowrap">
                  {since === null ? (
                    <span className="text-ink-3">{family === 'bookkeeping' ? '' : 'nothing yet'}</span>
                  ) : (
                    <Instant at={since} />
                  )}
                </td>
                <td className="py-1.5">
                  {keptMs === null ? '' : formatDuration(keptMs)}
                  {setting === null ? null : <Name className="block text-sm text-ink-3 max-md:hidden">{setting}</Name>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
