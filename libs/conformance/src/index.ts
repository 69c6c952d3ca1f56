export { caseLogConformance, collect } from './case-log.ts';
export type { CaseLogStore } from './case-log.ts';
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
