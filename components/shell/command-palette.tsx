'use client';
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { Dialog } from '#components/ui/dialog.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { Name } from '#components/ui/name.tsx';
import { clusterKey } from '#lib/client/keys.ts';
import { fetchPlaces, type Place } from '#lib/client/places.ts';
import { useDebounced } from '#lib/client/use-debounced.ts';

/** Ctrl-K: type part of a group's or topic's name, Enter goes there. */
export function CommandPalette({ cluster, neverRead }: { cluster: string; neverRead: boolean }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const cameFrom = useRef<Element | null>(null);

  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      // Where the focus is must be asked before the field of the dialog takes it.
      if (!isInDialog(document.activeElement)) cameFrom.current = document.activeElement;
      setOpen(true);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <>
      <Button
        ref={button}
        aria-keyshortcuts="Control+K"
        onClick={() => {
          cameFrom.current = button.current;
          setOpen(true);
        }}
        className="text-ink-3 lg:w-44 lg:justify-start"
      >
        <Search aria-hidden="true" className="size-3.5" />
        <span className="max-lg:sr-only">Search</span>
        <span className="sr-only"> groups and topics</span>
        <span aria-hidden="true" className="ml-auto max-lg:hidden">
          <Kbd>Ctrl K</Kbd>
        </span>
      </Button>
      <Dialog
        title="Search groups and topics"
        open={open}
        onOpenChange={setOpen}
        finalFocus={() => stillThere(cameFrom.current) ?? button.current}
      >
        <PlaceSearch
          cluster={cluster}
          neverRead={neverRead}
          onDone={() => {
            // The page that had the focus makes way for another.
            cameFrom.current = null;
            setOpen(false);
          }}
        />
      </Dialog>
    </>
  );
}

function isInDialog(element: Element | null): boolean {
  return element?.closest('[role="dialog"]') != null;
}

/** The element if it can take the focus again; the body cannot. */
function stillThere(element: Element | null): HTMLElement | null {
  return element instanceof HTMLElement && element.isConnected && element !== document.body ? element : null;
}

function PlaceSearch({ cluster, neverRead, onDone }: { cluster: string; neverRead: boolean; onDone: () => void }) {
  const router = useRouter();
  const listId = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const search = useDebounced(text.trim());
  const { data, isFetching, isError } = useQuery({
    queryKey: clusterKey(cluster, 'places', search),
    queryFn: ({ signal }) => fetchPlaces(cluster, search, signal),
    placeholderData: (previous) => previous,
  });
  const places = data ?? [];
  const current = Math.min(active, Math.max(0, places.length - 1));

  const go = (place: Place | undefined) => {
    if (!place) return;
    onDone();
    router.push(place.href);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: current + 1, ArrowUp: current - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setActive(Math.min(places.length - 1, Math.max(0, next)));
    }
    // What is listed may still be the answer to what was typed before.
    if (event.key === 'Enter' && search === text.trim()) go(places[current]);
  };

  return (
    <>
      <label className="flex items-center gap-2 border-b px-3 text-ink-3">
        <Search aria-hidden="true" className="size-4 flex-none" />
        <span className="sr-only">Part of a name</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type
          autoFocus
          role="combobox"
          aria-expanded={places.length > 0}
          aria-controls={listId}
          aria-activedescendant={places.length > 0 ? `${listId}-${current}` : undefined}
          value={text}
          placeholder="Group, member, host or topic"
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          className="h-11 min-w-0 flex-1 bg-transparent text-lg text-ink outline-none placeholder:text-ink-3"
        />
      </label>
      <div
        id={listId}
        role="listbox"
        aria-label="Groups and topics"
        className="max-h-[50vh] min-h-24 overflow-y-auto py-1"
      >
        {places.map((place, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
          <div
            key={place.href}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onPointerMove={() => setActive(index)}
            onClick={() => go(place)}
            className={cx('flex min-h-9 cursor-pointer items-center gap-3 px-3', index === current && 'bg-accent-soft')}
          >
            <span className="w-12 flex-none text-sm text-ink-3">{place.kind}</span>
            <Name className="truncate">{place.name}</Name>
          </div>
        ))}
        {places.length === 0 ? (
          <p role="status" className="px-3 py-2 text-ink-2">
            {isError
              ? 'The search did not get an answer.'
              : isFetching
                ? 'Searching…'
                : neverRead
                  ? `Nothing of ${cluster} could be read so far, so nothing can be found.`
                  : `Nothing is named like “${search}”.`}
          </p>
        ) : null}
      </div>
    </>
  );
}
