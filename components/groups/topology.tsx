import Link from 'next/link';
import { Name } from '#components/ui/name.tsx';
import { Section } from '#components/ui/section.tsx';
import type { Subtopology } from '#lib/api/schemas/groups.ts';
import { plural } from '#lib/client/format-number.ts';
import { topicPage } from '#lib/client/routes.ts';

/** What a streams application is made of: the topics each sub-topology reads, passes on by, and keeps its state in. */
export function Topology({ cluster, topology }: { cluster: string; topology: readonly Subtopology[] }) {
  return (
    <Section id="topology" title="Topology" note={plural(topology.length, 'sub-topology', 'sub-topologies')}>
      <dl>
        {topology.map((part) => (
          <div
            key={part.id}
            className="gap-x-3 border-b py-2 md:grid md:grid-cols-[var(--label)_minmax(0,1fr)] [&>dd]:min-w-0"
          >
            <dt className="text-ink-3">Sub-topology {part.id}</dt>
            <dd className="flex flex-col gap-1">
              <Topics cluster={cluster} what="reads" names={[...part.sourceTopics, ...part.repartitionSourceTopics]} />
              <Topics cluster={cluster} what="repartitions by" names={part.repartitionSinkTopics} />
              <Topics cluster={cluster} what="keeps its state in" names={part.changelogTopics} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Topics({ cluster, what, names }: { cluster: string; what: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <span className="[overflow-wrap:anywhere]">
      <span className="text-ink-2">{what} </span>
      {names.map((name, i) => (
        <span key={name}>
          {i === 0 ? '' : ', '}
          <Link href={topicPage(cluster, name)} prefetch={false} className="hover:underline">
            <Name>{name}</Name>
          </Link>
        </span>
      ))}
    </span>
  );
}
