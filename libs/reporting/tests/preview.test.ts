import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { sampleReport } from './sample-case.ts';
import { renderHtml, renderJson, renderTimelinePicture } from '../src/index.ts';
it('x', () => {
  const r = sampleReport();
  writeFileSync('/tmp/report/r.html', renderHtml(r));
  writeFileSync('/tmp/report/r.svg', renderTimelinePicture(r));
  writeFileSync('/tmp/report/r.json', renderJson(r));
});
