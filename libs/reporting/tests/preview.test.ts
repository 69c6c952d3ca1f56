import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { sampleReport } from './sample-case.ts';
import { renderHtml, renderPdf, renderJson, renderTimelinePicture } from '../src/index.ts';
it('x', async () => {
  const r = sampleReport();
  writeFileSync('/tmp/report/r.html', renderHtml(r));
  writeFileSync('/tmp/report/r.svg', renderTimelinePicture(r));
  writeFileSync('/tmp/report/r.json', renderJson(r));
  const t = Date.now();
  writeFileSync('/tmp/report/r.pdf', await renderPdf(r));
  process.stdout.write(`pdf ${Date.now() - t} ms\n`);
});
