import type { Ground, Planted } from './planting.ts';

const FOLDER = '/var/tmp/.. ';

/** Names that break whoever reads them carelessly. All of them are legal on Linux. */
export const hostileNames: readonly (string | Buffer)[] = [
  '0|fake|1\n0|injected|9|r',
  '<img src=x onerror=alert(1)>.html',
  "=cmd|' C calc'!A0",
  '@SUM(1+1)',
  '\u001b]0;owned\u0007\u001b[2Jred\u001b[31m',
  '..\\..\\etc\\passwd',
  '%2e%2e%2fetc%2fpasswd',
  '$(touch injected)`id`;x',
  '--help',
  'quote"\'double',
  'invoice\u202Efdp.exe',
  'tab\tand\rreturn',
  'x (deleted)',
  'caret^backslash\\n',
  'long-'.padEnd(255, 'a'),
  Buffer.concat([Buffer.from('not-utf8-'), Buffer.from([0xff, 0xfe, 0x80])]),
];

/** T19: file names made to break parsers, spreadsheets, terminals and pages. */
export function plantHostileNames({ tree, at }: Ground): Planted {
  tree.folder(FOLDER, { mode: 0o755, times: { born: at(1695) } });
  tree.file(`${FOLDER}/notes.txt`, 'stage two notes\n', { mode: 0o600, times: { born: at(1700) } });
  for (const [index, name] of hostileNames.entries()) {
    const path = Buffer.concat([Buffer.from(`${FOLDER}/`), Buffer.from(name)]);
    tree.file(path, `hostile name ${index}\n`, { mode: 0o600, times: { born: at(1710 + index) } });
  }
  tree.link(`${FOLDER}/climb`, '../../../../../../etc/passwd', { times: { born: at(1740) } });
  const injection = `${FOLDER}/${String(hostileNames[0])}`;
  return {
    traces: [
      {
        id: 'T19',
        name: 'file names that break parsers',
        expect: [
          { paths: [FOLDER], attack: ['T1036', 'T1564.001'], atLeast: 'medium' },
          { paths: [injection], attack: ['T1036'], atLeast: 'medium' },
        ],
      },
    ],
  };
}
