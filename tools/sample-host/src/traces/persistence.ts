import { inertElf } from '../tree/inert-elf.ts';
import type { Ground, Planted } from './planting.ts';

/** T06, T08, T09, T13 and T14: five ways to come back. */
export function plantPersistence(ground: Ground): Planted {
  addKey(ground);
  addPreload(ground);
  addUnit(ground);
  addAccount(ground);
  const { intruder } = ground.scenario;
  const unit = `/etc/systemd/system/${intruder.unit}`;
  return {
    traces: [
      {
        id: 'T06',
        name: "intruder's key in root's authorized_keys",
        expect: [
          { paths: ['/root/.ssh/authorized_keys'], attack: ['T1098.004'], atLeast: 'medium' },
        ],
      },
      {
        id: 'T08',
        name: '/etc/ld.so.preload',
        expect: [{ paths: ['/etc/ld.so.preload'], attack: ['T1574.006'], atLeast: 'high' }],
      },
      {
        id: 'T09',
        name: 'systemd unit that starts a copy in /dev/shm and unlinks it',
        expect: [
          { paths: [unit], attack: ['T1543.002'], atLeast: 'high' },
          { paths: [intruder.implant], attack: ['T1564.001'], atLeast: 'medium' },
        ],
      },
      {
        id: 'T13',
        name: 'second account with uid 0',
        expect: [{ paths: ['/etc/passwd'], attack: ['T1136.001'], atLeast: 'high' }],
      },
      {
        id: 'T14',
        name: 'sudoers drop-in',
        expect: [{ paths: [intruder.sudoers], attack: ['T1548.003'], atLeast: 'medium' }],
      },
    ],
  };
}

function addKey({ tree, at }: Ground): void {
  const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'SAMPLEINTRUDERKEY'.padEnd(43, '0')} ops@backup-node\n`;
  tree.append('/root/.ssh/authorized_keys', key, at(1320));
}

function addPreload({ tree, scenario, at }: Ground): void {
  const { preload } = scenario.intruder;
  const text = ['SAMPLE-PRELOAD-INERT', 'libprocesshider', 'readdir', 'dlsym', '/proc/self/fd/%d'];
  const library = inertElf({
    name: preload,
    seed: scenario.seed,
    bytes: 16_000,
    library: true,
    text,
  });
  tree.file(preload, library, { times: { born: at(1140) } });
  tree.file('/etc/ld.so.preload', `${preload}\n`, { times: { born: at(1145) } });
}

function addUnit({ tree, scenario, at }: Ground): void {
  const { implant, runAs, unit } = scenario.intruder;
  const elf = inertElf({
    name: implant,
    seed: scenario.seed,
    bytes: 90_000,
    text: ['SAMPLE-IMPLANT-INERT'],
  });
  tree.file(implant, elf, { mode: 0o755, times: { born: at(1200) } });
  const path = `/etc/systemd/system/${unit}`;
  const lines = [
    '[Unit]',
    'Description=Name cache',
    'After=network.target',
    '[Service]',
    `ExecStartPre=/bin/sh -c 'cp ${implant} ${runAs} && chmod 755 ${runAs}'`,
    `ExecStart=${runAs}`,
    `ExecStartPost=/bin/sh -c 'sleep 1; rm -f ${runAs}'`,
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ];
  tree.file(path, lines.join('\n'), { times: { born: at(1210) } });
  tree.link(`/etc/systemd/system/multi-user.target.wants/${unit}`, path, {
    times: { born: at(1211) },
  });
}

function addAccount({ tree, scenario, at }: Ground): void {
  const { intruder, operator } = scenario;
  tree.append(
    '/etc/passwd',
    `${intruder.account}:x:0:0::/var/lib/${intruder.account}:/bin/bash\n`,
    at(1500),
  );
  tree.append('/etc/shadow', `${intruder.account}:$6$sample$inert:20200:0:99999:7:::\n`, at(1500));
  const grant = `${operator.name} ALL=(ALL) NOPASSWD:ALL\n`;
  tree.file(intruder.sudoers, grant, { mode: 0o440, times: { born: at(1440) } });
}
