'use client';
import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

/** Views of one object, one at a time. The caller keeps which one (in the address, so that a link shows it). */
export function Tabs<T extends string>(props: {
  label: string;
  value: T;
  onValueChange: (value: T) => void;
  tabs: readonly { value: T; label: ReactNode; panel: ReactNode }[];
}) {
  return (
    <BaseTabs.Root value={props.value} onValueChange={props.onValueChange}>
      <BaseTabs.List aria-label={props.label} className="flex gap-0.5 overflow-x-auto border-b">
        {props.tabs.map((tab) => (
          <BaseTabs.Tab
            key={tab.value}
            value={tab.value}
            className="-mb-px flex h-10 items-center gap-1.5 border-b-2 border-transparent px-2.5 whitespace-nowrap text-ink-2 hover:text-ink md:h-8 data-active:border-accent data-active:font-medium data-active:text-ink"
          >
            {tab.label}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {props.tabs.map((tab) => (
        <BaseTabs.Panel key={tab.value} value={tab.value} className="pt-3">
          {tab.panel}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
