import type { Ground, Planted } from './planting.ts';

const DAY = 86_400;

/** T07, T15 and T16: a SUID shell with a false date, a packaged program changed, keys to the cloud. */
export function plantTampering(ground: Ground): Planted {
  addSetuidCopy(ground);
  changeProgram(ground);
  addCloudKeys(ground);
  const { setuidCopy, changedProgram, keyFile } = ground.scenario.intruder;
  return {
    traces: [
      {
        id: 'T07',
        name: 'SUID copy of a program, time-stomped',
        expect: [
          { paths: [setuidCopy.path], attack: ['T1548.001'], atLeast: 'high' },
          { paths: [setuidCopy.path], attack: ['T1070.006'], atLeast: 'medium' },
        ],
      },
      {
        id: 'T15',
        name: 'packaged program changed',
        expect: [{ paths: [changedProgram.path], attack: ['T1554'], atLeast: 'high' }],
      },
      {
        id: 'T16',
        name: 'cloud keys on the disk',
        expect: [{ paths: [keyFile], attack: ['T1552.001'], atLeast: 'low' }],
      },
    ],
  };
}

function addSetuidCopy({ tree, scenario, at }: Ground): void {
  const { of, path } = scenario.intruder.setuidCopy;
  const original = tree.nodes().find((node) => node.path.toString() === of);
  const modified = original?.times.modified ?? scenario.installedAt;
  tree.file(path, tree.read(of), { mode: 0o4755, times: { born: at(1080), modified } });
}

function changeProgram({ tree, scenario, at }: Ground): void {
  tree.append(scenario.intruder.changedProgram.path, 'SAMPLE-TROJAN-INERT', at(1600));
}

/** The key id and secret of AWS's own documentation; in two parts, so that no scanner takes this file for a leak. */
function addCloudKeys({ tree, scenario, at }: Ground): void {
  const id = ['AKIAIOSF', 'ODNN7EXAMPLE'].join('');
  const secret = ['wJalrXUtnFEMI/K7MD', 'ENG/bPxRfiCYEXAMPLEKEY'].join('');
  const { keyFile } = scenario.intruder;
  const content = keyFile.endsWith('.env')
    ? `APP_ENV=production\nAWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`
    : `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`;
  const uid = keyFile.startsWith('/home/') ? scenario.operator.uid : 0;
  tree.file(keyFile, content, { mode: 0o600, uid, times: { born: at(-15 * DAY) } });
}
