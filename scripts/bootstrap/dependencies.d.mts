interface LockEntry {
  name?: string;
  version?: string;
  optional?: boolean;
  devOptional?: boolean;
}
export function installDependencies(node: string): Promise<void>;
export function areInstalled(folder: string): boolean;
export function lacking(wanted: Record<string, LockEntry>, installed: Record<string, LockEntry>): string[];
