import { posix } from 'node:path';
import type { Severity } from '@afo/domain';
import type { PointerDraft } from '@afo/ports';
import type { Examination } from '../host/host-tool.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import { bornAt } from '../host/first-boot.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';

interface Oddity {
  readonly rule: string;
  readonly title: string;
  readonly why: string;
  readonly severity: Severity;
  readonly attack: readonly string[];
  matches(name: string, entry: FileEntry): boolean;
}

/** Kinds of names that people do not give to files; the first that fits counts. */
const oddities: readonly Oddity[] = [
  {
    rule: 'linux.names.dots-and-spaces',
    title: 'Folder or file named to pass for "." or ".."',
    why: 'A name of dots and blanks looks like the entries that every folder has, so that nobody opens it.',
    severity: 'high',
    attack: ['T1036.005', 'T1564.001', 'T1036'],
    matches: (name) => /^(\.{1,2}\s+|\s+\.{0,2}\s*|\.{3,}\s*)$/.test(name),
  },
  {
    rule: 'linux.names.control-characters',
    title: 'Control characters in file names',
    why: 'Line breaks and other control characters in a name break tools that list it, or drive the terminal that shows it.',
    severity: 'medium',
    attack: ['T1036'],
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    matches: (name) => /[\u0000-\u001f\u007f-\u009f]/.test(name),
  },
  {
    rule: 'linux.names.direction-marks',
    title: 'File names that are shown in another order than they are written',
    why: 'Marks of writing direction make the end of a name look like its middle, for instance "exe.pdf".',
    severity: 'medium',
    attack: ['T1036.002'],
    matches: (name) => /[\u202a-\u202e\u2066-\u2069]/.test(name),
  },
  {
    rule: 'linux.names.slash',
    title: 'Slash inside of a file name',
    why: 'No kernel writes such a name: the file system was edited by hand to lead careless tools out of their folder.',
    severity: 'high',
    attack: ['T1036'],
    matches: (_name, { path }) => /\/\.\.?(\/|$)|\/\//.test(path),
  },
  {
    rule: 'linux.names.trailing-blank',
    title: 'File names that end in a blank',
    why: 'A blank at the end of a name cannot be seen, so that two names look the same.',
    severity: 'low',
    attack: ['T1036.006'],
    matches: (name) => /\s$/.test(name),
  },
];

/** T1036: names that are made to mislead people or their tools; one detection a folder and kind. */
export const names: Examination = {
  name: 'file names',
  async examine({ inventory }, findings) {
    const groups = new Map<string, { oddity: Oddity; entries: FileEntry[] }>();
    for (const entry of inventory.all(`type <> 'virtual'`)) {
      const oddity = oddities.find((kind) => kind.matches(posix.basename(entry.path), entry));
      if (oddity === undefined) continue;
      const key = `${oddity.rule}\0${entry.volume}\0${posix.dirname(entry.path)}`;
      const group = groups.get(key) ?? { oddity, entries: [] };
      group.entries.push(entry);
      groups.set(key, group);
    }
    for (const { oddity, entries } of groups.values())
      findings.detection(detectionOf(oddity, entries));
    await Promise.resolve();
  },
};

function detectionOf(
  { rule, title, why, severity, attack }: Oddity,
  entries: readonly FileEntry[],
) {
  const born = Math.min(...entries.map((entry) => bornAt(entry) ?? Number.POSITIVE_INFINITY));
  const at = instantOfSeconds(born);
  const pointers: readonly PointerDraft[] = entries.map((entry) => pointerTo(entry));
  return {
    rule,
    title,
    description: `${why} Found ${entries.length === 1 ? 'one such name' : `${entries.length} such names`} in one folder.`,
    severity,
    confidence: 'medium' as const,
    attack: [...attack],
    ...(at === undefined ? {} : { at }),
    count: entries.length,
    pointers,
    facts: {},
  };
}
