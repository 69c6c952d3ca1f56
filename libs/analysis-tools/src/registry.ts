import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalysisTool } from '@afo/ports';
import { AnalysisError } from './errors.ts';
import { yaraVersion } from './content/scan.ts';
import { accounts } from './access/accounts.ts';
import { authorizedKeys } from './access/authorized-keys.ts';
import { sudoRights } from './access/sudo-rights.ts';
import { deletedFiles } from './deleted/deleted-files.ts';
import { DiskLayout } from './disk/disk-layout.ts';
import { falseTimes } from './files/false-times.ts';
import { hiddenPrograms } from './files/hidden-programs.ts';
import { integrity } from './files/integrity.ts';
import { names } from './files/names.ts';
import { setuid } from './files/setuid.ts';
import { timeline } from './files/timeline.ts';
import { HostTool } from './host/host-tool.ts';
import { binaryLogIns } from './logs/binary-log-ins.ts';
import { journal } from './logs/journal/journal-records.ts';
import { textLogIns } from './logs/log-ins.ts';
import { shellHistory } from './logs/shell-history.ts';
import { webRequests } from './logs/web-requests.ts';
import { digestOfFiles, loadSigmaRules } from './sigma/load-rules.ts';
import { preload } from './startup/preload.ts';
import { startup } from './startup/startup.ts';
import { ruleMatches } from './yara/rule-matches.ts';

export interface DiskToolOptions {
  /** Folder with the rule sets: `yara/*.yar` and `sigma/*.yml`. */
  readonly rules: string;
}

/**
 * The tools for disks, in the order in which they run. To add one, write its file and add its line here; to add
 * something that an existing tool looks for, add it to that tool's examinations.
 */
export function diskTools({ rules }: DiskToolOptions): readonly AnalysisTool[] {
  const ruleFiles = globSync(join(rules, 'yara', '*.yar')).sort();
  if (ruleFiles.length === 0)
    throw new AnalysisError('analysis.rules-invalid', 'there are no YARA rules');
  const sigma = loadSigmaRules(join(rules, 'sigma'));
  const yaraSet = { name: 'yara', sha256: digestOfFiles(ruleFiles) };
  const sigmaSet = { name: 'sigma', sha256: sigma.sha256 };
  return [
    new DiskLayout(),
    new HostTool({ name: 'file-times', ruleFiles, examinations: [timeline] }),
    new HostTool({
      name: 'file-anomalies',
      ruleFiles,
      examinations: [names, hiddenPrograms, setuid, falseTimes, deletedFiles],
    }),
    new HostTool({ name: 'package-integrity', ruleFiles, examinations: [integrity] }),
    new HostTool({
      name: 'yara-x',
      ruleFiles,
      ruleSets: [yaraSet],
      parameters: { 'yara-x.version': yaraVersion() },
      examinations: [ruleMatches],
    }),
    new HostTool({
      name: 'log-ins',
      ruleFiles,
      ruleSets: [sigmaSet],
      examinations: [textLogIns(sigma.rules), binaryLogIns, journal(sigma.rules)],
    }),
    new HostTool({
      name: 'shell-and-web',
      ruleFiles,
      ruleSets: [sigmaSet],
      examinations: [shellHistory(sigma.rules), webRequests(sigma.rules)],
    }),
    new HostTool({
      name: 'persistence',
      ruleFiles,
      ruleSets: [sigmaSet],
      examinations: [startup(sigma.rules), preload, accounts, authorizedKeys, sudoRights],
    }),
  ];
}
