'use client';
import { useSyncExternalStore } from 'react';
import type { ColumnChoice } from './fit-columns.ts';

const PREFIX = 'tidemark.columns.';
const NONE: ColumnChoice = {};
const listeners = new Set<() => void>();
/** Parsed once per stored text: the store must give the same object while nothing changed. */
const parsed = new Map<string, { text: string | null; choice: ColumnChoice }>();

/** Which columns this reader wants in the table, kept in this browser, and the function that changes one of them. */
export function useColumnChoice(tableId: string): [ColumnChoice, (columnId: string, shown: boolean) => void] {
  const choice = useSyncExternalStore(
    subscribe,
    () => readChoice(tableId),
    () => NONE,
  );
  const choose = (columnId: string, shown: boolean) => {
    writeChoice(tableId, { ...readChoice(tableId), [columnId]: shown });
    for (const listener of listeners) listener();
  };
  return [choice, choose];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

function readChoice(tableId: string): ColumnChoice {
  const text = storedText(tableId);
  const known = parsed.get(tableId);
  if (known?.text === text) return known.choice;
  const choice = parseChoice(text);
  parsed.set(tableId, { text, choice });
  return choice;
}

function writeChoice(tableId: string, choice: ColumnChoice): void {
  const text = JSON.stringify(choice);
  parsed.set(tableId, { text, choice });
  try {
    localStorage.setItem(PREFIX + tableId, text);
  } catch {
    // Storage may be full or forbidden: the choice then lasts as long as the page.
  }
}

/** What this page last wrote stands in where the browser keeps nothing for us. */
function storedText(tableId: string): string | null {
  try {
    return localStorage.getItem(PREFIX + tableId);
  } catch {
    return parsed.get(tableId)?.text ?? null;
  }
}

function parseChoice(text: string | null): ColumnChoice {
  if (text === null) return NONE;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return NONE;
    return Object.fromEntries(Object.entries(value).filter(([, shown]) => typeof shown === 'boolean'));
  } catch {
    return NONE;
  }
}
