export { caseLogConformance, collect } from './case-log.ts';
export type { CaseLogStore } from './case-log.ts';
export { evidenceVaultConformance, get, put } from './evidence-vault.ts';
export type { VaultUnderTest } from './evidence-vault.ts';
export {
  caseNumber,
  closing,
  host,
  lineAt,
  linesFrom,
  note,
  opening,
  reopening,
} from './log-lines.ts';
export { signerConformance } from './signer.ts';
