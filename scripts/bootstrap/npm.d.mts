export interface PinnedPackage {
  name: string;
  version: string;
  integrity: string;
}
export function npm(node: string, folder: string, args: string[]): Promise<string>;
export function installPackage(node: string, folder: string, pinned: PinnedPackage): Promise<string>;
