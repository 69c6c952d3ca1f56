import { RawFile } from './raw-file.ts';

/** Opens all of the files or none. */
export async function openFiles(paths: readonly string[]): Promise<readonly RawFile[]> {
  const files: RawFile[] = [];
  try {
    for (const path of paths) files.push(await RawFile.open(path));
    return files;
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}

export async function closeAll(files: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const file of files) await file.close();
}

/** Runs `use`; when it fails, the files are closed. */
export async function keepingOpen<T>(
  files: readonly RawFile[],
  use: (files: readonly RawFile[]) => Promise<T>,
): Promise<T> {
  try {
    return await use(files);
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}
