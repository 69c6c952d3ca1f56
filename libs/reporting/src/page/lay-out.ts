import type { Report } from '@afo/domain';
import { readable } from '../text/quantities.ts';
import { detectionsSection } from './detections-section.ts';
import { timelineSection } from './timeline-section.ts';
import { authoritySection, subjectSection } from './case-sections.ts';
import { certificationSection, logSection, verificationSection } from './closing-sections.ts';
import { custodySection, evidenceSection } from './evidence-sections.ts';
import { firstPage, headLine } from './first-page.ts';
import type { Page } from './page.ts';
import { gapsSection, hostSection, measuresSection, toolsSection } from './work-sections.ts';

/** The report as a page of blocks, the same for every renderer: what is in one is in all of them. */
export const layOut = (report: Report): Page => ({
  title: `Forensic report, case ${report.case}`,
  heading: report.title,
  subtitle: headLine(report),
  footer: `Case ${report.case} · entries 0 to ${String(report.covers.entries - 1)} · ${readable(report.covers.until)}`,
  date: report.covers.until,
  sections: [
    firstPage(report),
    subjectSection(report),
    authoritySection(report),
    detectionsSection(report),
    timelineSection(report),
    evidenceSection(report),
    custodySection(report),
    hostSection(report),
    gapsSection(report),
    toolsSection(report),
    measuresSection(report),
    certificationSection(report),
    verificationSection(report),
    logSection(report),
  ],
});

/** Every anchor of a page. A link whose anchor is not there is shown as words, never as a dead link. */
export function anchorsOf({ sections }: Page): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const { id, blocks } of sections) {
    anchors.add(id);
    for (const block of blocks) {
      if (block.kind === 'heading' && block.id !== undefined) anchors.add(block.id);
      if (block.kind === 'table')
        for (const row of block.rows) if (row.id !== undefined) anchors.add(row.id);
    }
  }
  return anchors;
}
