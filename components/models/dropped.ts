import type { PickedFile } from '../effects';

// Folders that are dropped come as entries of the File and Directory Entries API; browsers name it webkit.

/** More than a model has; a drop of a whole disk ends here. */
const mostFiles = 20_001;

/** The files of an `<input type=file>`, with their paths where a folder was chosen. */
export function pickedFrom(files: Iterable<File>): readonly PickedFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/**
 * What was dropped, folders with all they hold. The drop's own list ends with its event: call this within it.
 */
export function droppedFiles(transfer: Pick<DataTransfer, 'items' | 'files'>): Promise<readonly PickedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files = pickedFrom(transfer.files);
  return entries.some(({ isDirectory }) => isDirectory) ? readEntries(entries) : Promise.resolve(files);
}

/** Without recursion: how deep folders go is not ours to say. */
export async function readEntries(entries: readonly FileSystemEntry[]): Promise<readonly PickedFile[]> {
  const found: PickedFile[] = [];
  const open = [...entries];
  for (let entry = open.shift(); entry && found.length < mostFiles; entry = open.shift()) {
    if (isFolder(entry)) open.push(...(await listFolder(entry.createReader(), mostFiles)));
    else if (isFile(entry)) found.push({ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry) });
  }
  return found;
}

/** Folders are read in pieces, of which the last is empty. */
async function listFolder(reader: FileSystemDirectoryReader, most: number): Promise<readonly FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  while (all.length < most) {
    const piece = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (piece.length === 0) break;
    all.push(...piece);
  }
  return all;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
