import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fileVariable } from './environment.ts';
import type { Setting } from './setting.ts';
import { ownerSettings } from './settings/owners.ts';
import { SECTIONS, type SettingSection } from './settings/sections.ts';

const INTRODUCTION = fileURLToPath(new URL('./document-introduction.md', import.meta.url));

/** The text of docs/configuration.md: an introduction, and every setting from its one description in lib/config/settings. */
export function configurationDocument(): string {
  const introduction = readFileSync(INTRODUCTION, 'utf8').trimEnd();
  return [introduction, ...SECTIONS.map(sectionText), ownersText()].join('\n\n').concat('\n');
}

const sectionText = ({ title, perCluster, settings }: SettingSection): string =>
  tableText(title, perCluster ? 'In `tidemark.yaml`, below each entry of `clusters`.' : null, settings);

const ownersText = (): string =>
  tableText('Owners', 'In `tidemark.yaml`, in each entry of `owners`.', Object.values(ownerSettings));

function tableText(title: string, where: string | null, settings: readonly Setting<unknown>[]): string {
  const head = ['| Variable | In `tidemark.yaml` | Kind | Default | What it is |', '|---|---|---|---|---|'];
  return [`### ${title}`, where, [...head, ...settings.map(row)].join('\n')]
    .filter((part) => part !== null)
    .join('\n\n');
}

function row(one: Setting<unknown>): string {
  const kind = `${one.type.meta()?.title ?? 'text'}${one.secret ? ', secret' : ''}`;
  const named = one.secret ? `${code(one.env)}, ${code(fileVariable(one))}` : code(one.env);
  const variable = one.env === '' ? '-' : named;
  const example = one.example === one.default ? '' : ` Example: ${code(one.example)}`;
  const cells = [variable, one.yaml === null ? '-' : code(one.yaml), kind, defaultText(one), one.description + example];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function defaultText(one: Setting<unknown>): string {
  if (one.defaultNote !== undefined) return one.defaultNote;
  return one.default === null || one.default === '' ? 'none' : code(one.default);
}

const code = (text: string): string => `\`${text}\``;

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(configurationDocument());
